"""Shortlist, finalists and running order."""

import pytest
from django.utils import timezone

from battle.applications import actions, queries
from battle.applications.models import Application
from battle.problems import Refused


@pytest.fixture
def applied(edition):
    """Six applications, a to f."""
    return [
        Application.objects.create(
            edition=edition,
            key=name,
            company=name.upper(),
            one_liner=name,
            contact_name=name,
            contact_email=f"{name}@example.org",
            submitted_at=timezone.now(),
        )
        for name in "abcdef"
    ]


def order(edition) -> list[tuple[str, int]]:
    return list(queries.finalists(edition).values_list("key", "running_order"))


def state(key: str) -> str:
    return Application.objects.get(key=key).state


def test_finalists_get_places_in_the_order_given(edition, applied):
    actions.pick_finalists(edition=edition, keys=["c", "a"])

    assert order(edition) == [("c", 1), ("a", 2)]


def test_picking_again_keeps_the_order_of_those_who_stay(edition, applied):
    actions.pick_finalists(edition=edition, keys=["c", "a", "b"])

    actions.pick_finalists(edition=edition, keys=["a", "e", "c", "d"])

    assert order(edition) == [("c", 1), ("a", 2), ("e", 3), ("d", 4)]
    assert state("b") == "shortlisted"


def test_the_running_order_can_be_turned_round(edition, applied):
    actions.pick_finalists(edition=edition, keys=["a", "b", "c", "d"])

    actions.set_running_order(edition=edition, keys=["d", "c", "b", "a"])

    assert order(edition) == [("d", 1), ("c", 2), ("b", 3), ("a", 4)]


@pytest.mark.parametrize("keys", [["a", "b"], ["a", "b", "c", "d"], ["a", "b", "b"], ["a", "b", "zz"], []])
def test_it_rejects_an_order_that_is_not_of_the_finalists(keys, edition, applied):
    actions.pick_finalists(edition=edition, keys=["a", "b", "c"])

    with pytest.raises(Refused) as refused:
        actions.set_running_order(edition=edition, keys=keys)

    assert refused.value.code == "not_the_finalists"
    assert order(edition) == [("a", 1), ("b", 2), ("c", 3)]


def test_it_rejects_more_finalists_than_places(edition, applied):
    with pytest.raises(Refused) as refused:
        actions.pick_finalists(edition=edition, keys=list("abcde"))

    assert refused.value.code == "too_many_finalists"
    assert refused.value.message == "This battle has 4 places; 5 were chosen."
    assert order(edition) == []


def test_it_rejects_an_application_of_another_edition(edition, applied):
    other = type(edition).objects.get(pk=edition.pk)
    other.pk, other.slug = None, "bilbao"
    other.save()

    for action in (actions.pick_finalists, actions.shortlist, actions.decline):
        with pytest.raises(Refused) as refused:
            action(edition=other, keys=["a"])
        assert refused.value.code == "unknown_application"


def test_moving_counts_only_what_moved(edition, applied):
    assert actions.shortlist(edition=edition, keys=["a", "b"]) == 2
    assert actions.shortlist(edition=edition, keys=["a", "b", "c"]) == 1
    assert actions.decline(edition=edition, keys=["a"]) == 1
    assert actions.restore(edition=edition, keys=["a"]) == 1
    assert [state(key) for key in "abc"] == ["submitted", "shortlisted", "shortlisted"]


def test_it_rejects_to_decline_a_finalist(edition, applied):
    actions.pick_finalists(edition=edition, keys=["a"])

    with pytest.raises(Refused) as refused:
        actions.decline(edition=edition, keys=["a", "b"])

    assert refused.value.code == "is_finalist"
    assert (state("a"), state("b")) == ("finalist", "submitted")


@pytest.mark.parametrize(("demo", "refuses"), [(False, True), (True, False)])
def test_an_opened_show_fixes_the_running_order_but_the_demos(demo, refuses, edition, applied):
    actions.pick_finalists(edition=edition, keys=["a", "b"])
    edition.jury_model, edition.is_demo = "v1-cohort-1", demo
    edition.save()

    try:
        actions.set_running_order(edition=edition, keys=["b", "a"])
        refused = ""
    except Refused as refusal:
        refused = refusal.code

    assert refused == ("show_opened" if refuses else "")
    assert order(edition)[0][0] == ("a" if refuses else "b")


def put(key: str, state: str) -> None:
    Application.objects.filter(key=key).update(state=state)


@pytest.mark.parametrize("action", ["shortlist", "decline", "restore", "pick_finalists"])
@pytest.mark.parametrize(("held", "code"), [("invited", "is_invited"), ("withdrawn", "is_withdrawn")])
def test_it_leaves_the_invited_and_the_withdrawn_alone(action, held, code, edition, applied):
    put("a", held)

    with pytest.raises(Refused) as refused:
        getattr(actions, action)(edition=edition, keys=["a", "b"])

    assert refused.value.code == code
    assert (state("a"), state("b")) == (held, "submitted")


def test_places_that_invitations_hold_are_not_given_away_twice(edition, applied):
    put("a", "invited")
    put("b", "invited")

    actions.pick_finalists(edition=edition, keys=["c", "d"])
    with pytest.raises(Refused) as refused:
        actions.pick_finalists(edition=edition, keys=["c", "d", "e"])

    assert refused.value.code == "places_held"
    assert refused.value.message == "2 places are held by invitations that are not answered yet."
    assert order(edition) == [("c", 1), ("d", 2)]


def test_a_reserve_may_be_moved_by_hand(edition, applied):
    put("a", "reserve")

    assert actions.decline(edition=edition, keys=["a"]) == 1
    put("a", "reserve")
    actions.pick_finalists(edition=edition, keys=["a"])

    assert order(edition) == [("a", 1)]
