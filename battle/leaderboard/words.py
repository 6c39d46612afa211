"""What the boards say, in the reader's language: once for the server's first paint and for the browser's updates.

The browser fills the braces; so does `str.format` here. Nothing is put together from pieces of sentences.
"""

from django.utils.translation import gettext as _


def board_words() -> dict[str, str]:
    return {
        # How the connection is.
        "connecting": _("Connecting…"),
        "live": _("Live"),
        "reconnecting": _("Reconnecting · as of {time}"),
        "polling": _("Updated every few seconds · as of {time}"),
        "offline": _("No connection · as of {time}"),
        "paused": _("Paused · as of {time}"),
        # Where the show is.
        "none_title": _("The show has not started"),
        "none_text": _("The finalists are announced when it begins. This page follows by itself."),
        "waiting_title": _("About to begin"),
        "waiting_text": _(
            "The finalists in their running order. The algorithm has not asked a question yet."
        ),
        "frozen_title": _("The questions are over"),
        "frozen_text": _("The final ranking is about to be revealed."),
        "running_order": _("Running order"),
        "ranking": _("Ranking"),
        "final_ranking": _("Final ranking"),
        # A contender.
        "answered": _("{answered} of {questions} answered"),
        "on_stage": _("On stage"),
        "up_next": _("Still to come"),
        "between": _("between {low} and {high}"),
        "range": _("{low} to {high}"),
        "scoring": _("Scoring…"),
        "no_score": _("The score appears with the first answer"),
        "sealed": _("Sealed until the reveal"),
        "points": _("points"),
        "up": _("up {places}"),
        "down": _("down {places}"),
        "close": _("too close to call"),
        "winner": _("Winner"),
        "next_question": _("The next question is on its way"),
        # Said aloud by a screen reader, one sentence per change.
        "say_none": _("The show has not started."),
        "say_waiting": _("The show is about to begin."),
        "say_on_stage": _("{company} is on stage."),
        "say_question": _("Question: {question}"),
        "say_score": _("{company} has {score} points, place {rank}."),
        "say_frozen": _("The questions are over."),
        "say_winner": _("{company} wins with {score} points."),
    }
