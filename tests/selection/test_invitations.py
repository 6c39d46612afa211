"""Invitations are answered or lapse, and reserves move up on their own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from battle.applications.models import Application
from battle.applications.queries import finalists
from battle.housekeeping import CHORES
from battle.outbox.models import Letter
from battle.problems import Refused
from battle.selection import (
    actions,
    chores,  # noqa: F401  # imported for its effect, as the worker does at its start
)
from battle.selection.enums import Verdict
from battle.selection.models import Invitation


@pytest.fixture
def invited(edition, applied, organiser, soon):
    """a to d are invited, e and f are reserves in that order."""
    actions.decide(edition=edition, keys=list("abcd"), verdict=Verdict.FINALIST)
    actions.decide(edition=edition, keys=list("ef"), verdict=Verdict.RESERVE)
    actions.apply_decisions(
        edition=edition, respond_by=soon, answer_days=2, undecided_seen=2, now=timezone.now()
    )
    Letter.objects.update(state="sent", sent_at=timezone.now())


def answer(key: str, accept: bool, now=None) -> Invitation:
    application = Application.objects.select_related("edition").get(key=key)
    return actions.answer_invitation(application=application, accept=accept, now=now or timezone.now())


def posted() -> list[tuple[str, str, str]]:
    sent = Letter.objects.filter(state="queued").order_by("pk")
    return list(sent.values_list("kind", "about", "to"))


def test_who_accepts_comes_last_on_the_running_order(edition, invited):
    answer("c", True)
    answer("a", True)

    assert list(finalists(edition).values_list("key", "running_order")) == [("c", 1), ("a", 2)]
    assert answer("a", True).outcome == "accepted"


def test_who_declines_gives_the_place_to_the_first_reserve_by_letter_at_once(edition, invited, state):
    now = timezone.now()
    answer("b", False, now)

    following = Invitation.objects.get(application__key="e")
    assert (state("b"), state("e"), state("f")) == ("declined", "invited", "reserve")
    assert following.respond_by == now + timedelta(days=2)
    assert posted() == [("invitation", "e", "e@example.org"), ("place_freed", "b", "olga@example.org")]
    assert "E Labs" in Letter.objects.get(kind="place_freed").body


def test_an_organiser_reads_of_a_free_place_in_the_language_of_the_account(edition, invited, organiser):
    organiser.language = "es"
    organiser.save()
    answer("b", False)

    assert edition.languages[0] != "es"
    assert Letter.objects.get(kind="place_freed").language == "es"


def test_whose_time_is_over_is_told_and_the_reserve_is_asked(edition, invited, soon, state):
    answer("a", True)
    edition.show_starts_at = soon + timedelta(days=30)
    edition.save()

    assert actions.lapse_invitations(now=soon - timedelta(seconds=1)) == 0
    assert actions.lapse_invitations(now=soon) == 3
    assert actions.lapse_invitations(now=soon) == 0
    assert [state(key) for key in "abcdef"] == ["finalist", *["declined"] * 3, *["invited"] * 2]
    assert [about for kind, about, _to in posted() if kind == "invitation_lapsed"] == ["b", "c", "d"]
    last = Letter.objects.filter(kind="place_freed").latest("pk")
    assert "Nobody was invited instead" in last.body


def test_an_answer_after_its_time_is_refused_even_before_the_place_was_given_on(
    edition, invited, soon, state
):
    with pytest.raises(Refused) as refused:
        answer("a", True, soon)

    assert refused.value.code == "invitation_lapsed"
    assert state("a") == "invited"


def test_who_withdraws_makes_room_too(edition, invited, put, state):
    put("a", "withdrawn")

    assert actions.settle_withdrawn(now=timezone.now()) == 1
    assert actions.settle_withdrawn(now=timezone.now()) == 0
    assert state("e") == "invited"


def test_an_invitation_can_be_taken_back_and_nobody_moves_up(edition, invited, state):
    actions.take_back(edition=edition, key="a", now=timezone.now())

    assert (state("a"), state("e")) == ("shortlisted", "reserve")
    with pytest.raises(Refused) as refused:
        answer("a", True)
    assert refused.value.code == "not_invited"


def test_nobody_changes_their_mind_by_themselves(edition, invited):
    answer("a", True)

    with pytest.raises(Refused) as refused:
        answer("a", False)

    assert refused.value.code == "answered_otherwise"


def test_an_opened_show_takes_nobody_any_more(edition, invited, soon, state):
    edition.jury_model = "v1-cohort-1"
    edition.save()

    with pytest.raises(Refused) as refused:
        answer("a", True)

    assert refused.value.code == "show_opened"
    assert actions.lapse_invitations(now=soon) == 0
    assert state("e") == "reserve"


def test_a_reserves_time_never_reaches_beyond_the_show(edition, invited):
    near = edition.show_starts_at - timedelta(days=6)

    answer("a", False, near)
    actions.take_back(edition=edition, key="e", now=near)
    edition.show_starts_at = near + timedelta(hours=5)
    edition.call_closes_at = near - timedelta(days=1)
    edition.save()
    answer("b", False, near)

    assert Invitation.objects.get(application__key="f").respond_by == edition.show_starts_at


def test_who_was_never_written_to_is_not_late_and_a_closed_invitation_is_not_sent(
    edition, invited, soon, state
):
    Letter.objects.filter(about__in=["a", "b"]).update(state="draft", sent_at=None)
    actions.take_back(edition=edition, key="b", now=timezone.now())

    assert actions.lapse_invitations(now=soon) == 2
    assert (state("a"), state("c")) == ("invited", "declined")
    assert list(Letter.objects.filter(about__in=["a", "b"]).values_list("about", "state")) == [
        ("b", "cancelled"),
        ("a", "draft"),
    ]


def test_the_worker_does_it_by_itself(edition, invited, soon, state):
    CHORES["selection.invitations"].do(soon)
    actions.decide(edition=edition, keys=["g"], verdict=Verdict.DECLINED)
    edition.decisions.filter(application__key="g").update(letter_due=True, applied="declined")
    CHORES["selection.letters"].do(soon)

    assert (state("a"), state("e")) == ("declined", "invited")
    assert Letter.objects.filter(about="g", kind="not_selected").count() == 1
    assert CHORES["selection.opinions"].do(soon) == 0
