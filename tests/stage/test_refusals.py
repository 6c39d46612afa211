"""Every refusal of the stage, by its stable code; a refused act leaves the log as it was."""

import pytest

from battle.problems import Refused
from battle.showlog.models import Show
from battle.stage import actions

FIRST, SECOND = "finalist-1", "finalist-2"

# situation -> (act, code, field, status)
REFUSALS = {
    "call an unknown startup": ("stage", lambda s: s.call("nobody"), "unknown_contender", "contender", 422),
    "call who is on stage": ("called", lambda s: s.call(FIRST), "already_on_stage", "contender", 409),
    "ask before the call": ("stage", lambda s: s.ask("team_founders"), "not_on_stage", "contender", 409),
    "ask somebody else": (
        "called",
        lambda s: s.ask("team_founders", contender=SECOND),
        "not_on_stage",
        "contender",
        409,
    ),
    "ask what is no question": ("called", lambda s: s.ask("team_age"), "unknown_question", "question", 422),
    "ask an unknown startup": (
        "called",
        lambda s: s.ask("team_founders", contender="nobody"),
        "unknown_contender",
        "contender",
        422,
    ),
    "answer before the call": (
        "stage",
        lambda s: s.answer("team_founders", 3),
        "not_on_stage",
        "contender",
        409,
    ),
    "answer for an unknown startup": (
        "called",
        lambda s: s.answer("team_founders", 3, contender="nobody"),
        "unknown_contender",
        "contender",
        422,
    ),
    "answer what is no question": (
        "called",
        lambda s: s.answer("team_age", 33),
        "unknown_question",
        "question",
        422,
    ),
    "correct what is not answered": (
        "called",
        lambda s: s.correct("team_founders", 2),
        "not_answered",
        "question",
        409,
    ),
    "correct what is no question": (
        "called",
        lambda s: s.correct("team_age", None),
        "unknown_question",
        "question",
        422,
    ),
    "skip before the call": ("stage", lambda s: s.skip("team_founders"), "not_on_stage", "contender", 409),
    "skip what is no question": ("called", lambda s: s.skip("team_age"), "unknown_question", "question", 422),
    "end before any answer": ("called", lambda s: s.freeze(), "nothing_answered", "", 409),
    "end twice": ("frozen", lambda s: s.freeze(), "already_frozen", "", 409),
    "call after the end": ("frozen", lambda s: s.call("finalist-3"), "already_frozen", "", 409),
    "ask after the end": ("frozen", lambda s: s.ask("team_founders"), "already_frozen", "", 409),
    "answer after the end": ("frozen", lambda s: s.answer("team_founders", 2), "already_frozen", "", 409),
    "correct after the end": ("frozen", lambda s: s.correct("team_founders", 2), "already_frozen", "", 409),
    "skip after the end": ("frozen", lambda s: s.skip("trac_b2b"), "already_frozen", "", 409),
    "reveal before the end": ("called", lambda s: s.reveal(), "not_frozen", "", 409),
}


@pytest.mark.parametrize("situation", REFUSALS)
def test_it_refuses(request, situation):
    standing, act, code, field, status = REFUSALS[situation]
    stage = request.getfixturevalue(standing)
    before = stage.kinds

    with pytest.raises(Refused) as refusal:
        act(stage)

    assert (refusal.value.code, refusal.value.field, refusal.value.http_status) == (code, field, status)
    assert stage.kinds == before


def test_it_refuses_to_skip_an_answered_question(called):
    called.answer("team_founders", 3)

    with pytest.raises(Refused) as refusal:
        called.skip("team_founders")

    assert refusal.value.code == "already_answered"


def test_it_refuses_to_reveal_while_a_score_is_pending(called):
    called.answer("team_founders", 3)
    called.freeze()

    with pytest.raises(Refused) as refusal:
        called.reveal()

    assert refusal.value.code == "score_pending"


def test_it_refuses_everything_after_the_reveal(frozen):
    frozen.reveal()
    codes = set()

    for act in (
        lambda: frozen.call("finalist-3"),
        lambda: frozen.answer("team_founders", 2),
        lambda: frozen.freeze(),
        lambda: frozen.reveal(),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        codes.add(refusal.value.code)

    assert codes == {"already_revealed"}


def test_it_refuses_acts_on_a_show_without_an_opening(db, now):
    show = Show.objects.create(edition_slug="valencia")

    with pytest.raises(Refused) as refusal:
        actions.call_contender(show_id=show.pk, contender=FIRST, actor="7", at=now)

    assert refusal.value.code == "not_open"
