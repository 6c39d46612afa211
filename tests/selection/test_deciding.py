"""Decisions are plans until they are applied together."""

from datetime import timedelta

import pytest
from django.utils import timezone

from battle.outbox.models import Letter
from battle.problems import Refused
from battle.selection import actions
from battle.selection.enums import Verdict
from battle.selection.models import Decision, Invitation
from battle.selection.queries.plan import plan_of


def decide(edition, **verdicts: str) -> None:
    for verdict, keys in verdicts.items():
        actions.decide(edition=edition, keys=list(keys), verdict=Verdict(verdict))


def apply_all(edition, respond_by, *, undecided: int = 0) -> actions.Applied:
    return actions.apply_decisions(
        edition=edition, respond_by=respond_by, answer_days=2, undecided_seen=undecided, now=timezone.now()
    )


def letters() -> list[tuple[str, str, str, str]]:
    return list(Letter.objects.order_by("about", "pk").values_list("about", "kind", "language", "state"))


def test_a_plan_moves_nobody_and_writes_to_nobody(edition, applied, state):
    decide(edition, finalist="ab", reserve="dc", declined="e")

    plan = plan_of(edition)
    assert [state(key) for key in "abcde"] == ["shortlisted"] * 4 + ["submitted"]
    assert letters() == []
    assert [one.key for one in plan.invited] == ["a", "b"]
    assert [one.key for one in plan.reserves] == ["d", "c"]
    assert (plan.declined, plan.undecided, plan.letters) == (1, 3, 5)
    assert [one.key for one in plan.forgotten] == ["f", "g", "h"]


def test_applying_moves_all_at_once_and_drafts_one_letter_each(edition, applied, state, soon):
    decide(edition, finalist="ab", reserve="dc", declined="efgh")

    applied_now = apply_all(edition, soon)

    assert applied_now == actions.Applied(invited=2, reserves=2, declined=4, letters=8)
    assert [state(key) for key in "abcdefgh"] == ["invited"] * 2 + ["reserve"] * 2 + ["declined"] * 4
    assert letters() == [
        ("a", "invitation", "en", "draft"),
        ("b", "invitation", "es", "draft"),
        ("c", "reserve", "pt-br", "draft"),
        ("d", "reserve", "en", "draft"),
        ("e", "not_selected", "es", "draft"),
        ("f", "not_selected", "pt-br", "draft"),
        ("g", "not_selected", "en", "draft"),
        ("h", "not_selected", "es", "draft"),
    ]
    assert set(Invitation.objects.values_list("outcome", "respond_by")) == {("open", soon)}


def test_applying_again_does_only_what_is_new(edition, applied, state, soon):
    decide(edition, finalist="a", declined="h")
    apply_all(edition, soon, undecided=6)

    with pytest.raises(Refused) as nothing:
        apply_all(edition, soon, undecided=6)
    decide(edition, finalist="b", reserve="h")
    again = apply_all(edition, soon, undecided=5)

    assert nothing.value.code == "nothing_to_apply"
    assert again == actions.Applied(invited=1, reserves=1, declined=0, letters=2)
    assert [(about, kind, state) for about, kind, _language, state in letters()] == [
        ("a", "invitation", "draft"),
        ("b", "invitation", "draft"),
        ("h", "not_selected", "cancelled"),
        ("h", "reserve", "draft"),
    ]
    assert Invitation.objects.count() == 2


@pytest.mark.parametrize(
    ("keys", "respond_by", "undecided", "code", "field"),
    [
        ("abcde", timedelta(days=3), 3, "too_many_finalists", ""),
        ("ab", timedelta(days=3), 5, "undecided", "undecided_seen"),
        ("ab", None, 6, "respond_by_missing", "respond_by"),
        ("ab", -timedelta(minutes=1), 6, "respond_by_past", "respond_by"),
        ("ab", timedelta(days=21), 6, "respond_by_late", "respond_by"),
        ("", timedelta(days=3), 8, "nothing_to_apply", ""),
    ],
)
def test_it_rejects_and_changes_nothing(keys, respond_by, undecided, code, field, edition, applied, state):
    decide(edition, finalist=keys)
    by = timezone.now() + respond_by if respond_by else None

    with pytest.raises(Refused) as refused:
        apply_all(edition, by, undecided=undecided)

    assert (refused.value.code, refused.value.field) == (code, field)
    assert (state("a"), Invitation.objects.count(), letters()) == ("shortlisted", 0, [])


def test_invitations_that_are_open_hold_their_places(edition, applied, soon):
    decide(edition, finalist="abc")
    apply_all(edition, soon, undecided=5)
    decide(edition, finalist="de")

    with pytest.raises(Refused) as refused:
        apply_all(edition, soon, undecided=3)

    assert refused.value.code == "too_many_finalists"
    assert refused.value.message == "The show has one place too few for these invitations."


@pytest.mark.parametrize(
    ("held", "code"), [("invited", "is_invited"), ("finalist", "is_finalist"), ("withdrawn", "is_withdrawn")]
)
def test_it_decides_about_nobody_who_has_a_place_or_has_gone(held, code, edition, applied, put, state):
    if held == "finalist":
        type(applied[0]).objects.filter(key="a").update(state="finalist", running_order=1)
    else:
        put("a", held)

    with pytest.raises(Refused) as refused:
        decide(edition, declined="ab")

    assert refused.value.code == code
    assert not Decision.objects.exists()


def test_who_withdraws_after_the_decision_is_left_alone(edition, applied, put, state, soon):
    decide(edition, finalist="a", declined="b")
    put("b", "withdrawn")

    assert plan_of(edition).withdrawn == 1
    assert apply_all(edition, soon, undecided=6).declined == 0
    assert [about for about, *_ in letters()] == ["a"]


def test_everybody_else_includes_whom_the_desk_declined_without_a_letter(edition, applied, put, state):
    put("h", "declined")
    decide(edition, finalist="a")

    assert actions.decide_others(edition=edition) == 7
    assert apply_all(edition, edition.show_starts_at).declined == 7
    assert state("h") == "declined"
    assert len(letters()) == 8


def test_reserves_change_their_order_and_a_plan_can_be_taken_back(edition, applied):
    decide(edition, reserve="abc")

    actions.move_reserve(edition=edition, key="c", step=-1)
    actions.undo_decision(edition=edition, keys=["a"])

    assert [one.key for one in plan_of(edition).reserves] == ["c", "b"]
    assert Decision.history.filter(history_type="-").count() == 1


def test_an_address_that_no_mail_reaches_does_not_keep_the_others_waiting(edition, applied, soon):
    type(applied[0]).objects.filter(key="a").update(contact_email="nobody")
    decide(edition, declined="ab")

    assert apply_all(edition, soon, undecided=6).letters == 1
    assert not Decision.objects.filter(letter_due=True).exists()


def test_a_new_plan_that_is_taken_back_leaves_what_was_applied(edition, applied, state):
    decide(edition, reserve="a", declined="b")
    apply_all(edition, None, undecided=6)
    decide(edition, declined="a", finalist="b")

    actions.undo_decision(edition=edition, keys=["a", "b"])

    assert list(Decision.objects.order_by("pk").values_list("verdict", "applied", "rank")) == [
        ("reserve", "reserve", 1),
        ("declined", "declined", None),
    ]
    assert plan_of(edition).letters == 0


def test_a_letter_that_two_workers_draft_is_not_cancelled_by_the_second(edition, applied):
    decide(edition, reserve="a")
    apply_all(edition, None, undecided=7)
    decide(edition, declined="a")
    apply_all(edition, None, undecided=7)

    Decision.objects.update(letter_due=True)  # as the second worker had read it before the first was done
    actions.draft_letters(edition=edition)

    assert [(kind, state) for _about, kind, _language, state in letters()] == [
        ("reserve", "cancelled"),
        ("not_selected", "draft"),
    ]
