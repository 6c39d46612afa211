"""What the host's console is given besides its markup: the show, its questions, private suggestions, texts."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from battle.editions.models import Edition
from battle.showlog.models import Show
from battle.stage.queries import answers_from_applications, host_state, model_of, state_of
from battle.stage.state import ShowState
from scoring import service


def embedded(edition: Edition, state: ShowState, show: Show | None, *, language: str) -> dict[str, Any]:
    """Everything the console's script reads once. Only for the host: it holds the private answers of applications."""
    languages = list(edition.languages)
    return {
        "slug": edition.slug,
        "demo": edition.is_demo,
        "languages": languages,
        "language": language if language in languages else languages[0],
        "state": host_state(state, show),
        "questionnaire": _questionnaire(state.questionnaire, languages) if show else None,
        "suggestions": answers_from_applications(edition, list(state.contenders)),
        "urls": {name: reverse(f"api:show-{name}", args=[edition.slug]) for name in OPERATIONS},
        "texts": texts() | (_advice_texts(state.questionnaire) if show else {}),
    }


OPERATIONS = ["state", "call", "ask", "answers", "corrections", "skip", "freeze", "reveal"]


def _questionnaire(version: str, languages: list[str]) -> dict[str, Any]:
    questionnaire = service.questionnaire(version)
    return {
        "sections": [
            {"key": section.key, "title": _in(section.title, languages)} for section in questionnaire.sections
        ],
        "questions": [
            {
                "key": question.key,
                "section": question.section,
                "text": _in(question.text, languages),
                "why": _in(question.why, languages),
                "kind": question.kind,
                "unit": _in(question.unit, languages) if question.unit else None,
                "minimum": question.minimum,
                "maximum": question.maximum,
                "integer": question.integer,
                "options": [
                    {"slug": option.slug, "level": option.level, "label": _in(option.label, languages)}
                    for option in question.options
                ],
            }
            for question in questionnaire.questions
        ],
    }


def _in(text: dict[str, str], languages: list[str]) -> dict[str, str]:
    return {language: text[language] for language in languages}


def texts() -> dict[str, str]:
    """The sentences that the script says; {names} in braces are filled in by it."""
    return {**_show_texts(), **_answer_texts()}


def on_paper(edition: Edition, *, language: str) -> list[dict[str, Any]]:
    """The questions in the one order for everybody that tells most soonest; empty where there is no jury model yet."""
    state, _show = state_of(edition)
    version = state.model or model_of(edition)
    if not version:
        return []
    model = service.model_ref(version)
    questionnaire = service.questionnaire(model.questionnaire)
    told = _told_in(model.questionnaire, language)
    titles = {section.key: section.title[told] for section in questionnaire.sections}
    asked = [questionnaire.question(key) for key in service.question_order(model)]
    return [
        {
            "text": question.text[told],
            "section": titles[question.section],
            "unit": question.unit[told] if question.unit else "",
            "options": [option.label[told] for option in question.options],
        }
        for question in asked
    ]


def _told_in(version: str, language: str) -> str:
    known = service.questionnaire(version).languages
    return language if language in known else known[0]


def _advice_texts(version: str) -> dict[str, str]:
    """Why the jury suggests a question, in the language of the page."""
    language = _told_in(version, get_language() or "")
    reasons, sections = service.advice_reasons(version, language)
    named = {f"advice.section.{section}": name for section, name in sections.items()}
    return {f"advice.{reason}": sentence for reason, sentence in reasons.items()} | named


def _show_texts() -> dict[str, str]:
    return {
        "phase.none": _("Not open"),
        "phase.waiting": _("Ready to start"),
        "phase.questioning": _("Questioning"),
        "phase.frozen": _("Questioning ended"),
        "phase.revealed": _("Revealed"),
        "live": _("Live"),
        "reconnecting": _("Reconnecting"),
        "polling": _("Live, every few seconds"),
        "saved": _("Saved"),
        "saving": _("Saving"),
        "retrying": _("No connection: {count} kept here, retrying"),
        "refused": _("Not accepted: {reason}"),
        "signed_out": _("You are signed out. Sign in again in another tab; what you entered is kept here."),
        "state.waiting": _("Waiting"),
        "state.on_stage": _("On stage"),
        "state.done": _("Done"),
        "progress": _("{answered} of {questions} answered"),
        "progress_short": _("{answered} of {questions}"),
        "place": _("Question {number} of {questions}"),
        "why": _("Why the jury asks"),
        "suggestion": _("The application says: {answer}"),
        "accept": _("Accept {answer}"),
        "record": _("Record answer"),
        "correct": _("Save correction"),
        "call": _("Call {company}"),
        "freeze": _("End the questioning"),
        "freeze_again": _("Press E again to end the questioning"),
        "reveal": _("Reveal the winner"),
        "waiting_for_score": _("Waiting for the last score"),
        "choose": _("Choose an answer"),
        "all_answered": _("{company} has no open questions"),
        "all_answered_more": _("Skipped questions can still be asked."),
        "before_first": _("Call the first startup"),
        "before_first_more": _("The running order is on the side. Your audience sees who is on stage."),
        "frozen_title": _("The questioning has ended"),
        "frozen_more": _("Nobody sees the winner until you reveal it."),
        "frozen_more_open": _("The board stands. Reveal the winner when the room is ready."),
        "winner": _("{company} wins"),
        "winner_more": _("The result is public now."),
    }


def _answer_texts() -> dict[str, str]:
    return {
        "correcting": _("Correcting an earlier answer"),
        "no_score": _("No score yet"),
        "scoring": _("scoring…"),
        "band": _("likely between {low} and {high}"),
        "score_spoken": _("{company}: {score}, likely between {low} and {high}"),
        "lead": _("In the lead"),
        "needs": _("Needs {score} to lead"),
        "not_answered": _("Not answered"),
        "skipped": _("Skipped"),
        "asking": _("Being asked"),
        "edit": _("Change the answer: {answer}"),
        "invalid_number": _("Enter a number, such as 12 or 1.5."),
        "invalid_integer": _("Enter a whole number."),
        "too_low": _("Not below {minimum}."),
        "too_high": _("Not above {maximum}."),
        "rank": _("Place {rank}"),
        "keys_on": _("Keys on"),
        "keys_off": _("Keys off"),
    }
