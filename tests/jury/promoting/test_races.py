"""Two at once: the second waits, sees what the first did, and is refused or does nothing twice."""

import threading

import pytest
from django.db import connection

from battle.problems import Refused
from scoring.enums import Status
from scoring.models import JuryModel, PromotionStep
from scoring.promotion import record
from tests.jury.promoting import juries
from tests.jury.promoting.juries import ANA, BO

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts) -> list[str]:
    """Do these in threads that begin together; what came of each: "done" or the code of its refusal."""
    start, told = threading.Barrier(len(acts)), ["lost"] * len(acts)

    def do(place, act):
        try:
            start.wait(10)
            act()
            told[place] = "done"
        except Refused as refusal:
            told[place] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return told


@pytest.fixture
def three():
    """A champion and two candidates, each compared with it and with the other."""
    rounds = juries.data_set()
    first, second, third = (juries.jury_of(f"v1-data-{letter}", rounds) for letter in "abc")
    juries.install(first)
    for candidate in (second, third):
        juries.compare(candidate, first)
    return first, second, third


def test_of_two_promotions_at_once_the_second_meets_another_champion(three):
    _, second, third = three

    told = at_once(lambda: juries.promote(second), lambda: juries.promote(third, by=BO))

    assert sorted(told) == ["conditions_failed", "done"]
    assert PromotionStep.objects.count() == 2
    assert record.verify() is None


def test_the_same_promotion_twice_is_one_step(three):
    _, second, _ = three

    told = at_once(lambda: juries.promote(second), lambda: juries.promote(second, by=BO))

    assert sorted(told) == ["already_champion", "done"]
    assert PromotionStep.objects.count() == 2


def test_a_promotion_during_a_rollback_comes_before_or_after_it(three):
    first, second, third = three
    juries.promote(second)
    juries.compare(third, second)

    told = at_once(lambda: juries.roll_back(champion=second.version), lambda: juries.promote(third, by=BO))

    assert juries.champion() in {first.version, third.version}
    assert set(told) <= {"done", "champion_changed"}
    assert record.verify() is None


def test_two_rollbacks_of_one_page_are_one_step_back(three):
    _, second, _ = three
    juries.promote(second)

    told = at_once(*[lambda by=by: juries.roll_back(by=by, champion=second.version) for by in (ANA, BO)])

    assert sorted(told) == ["champion_changed", "done"]
    assert PromotionStep.objects.count() == 3


def test_a_request_is_answered_by_one_of_two_stewards(three):
    first, _, _ = three
    weak = juries.jury_of("v1-data-weak", first.datasets.get())
    asked = juries.request(weak)

    told = at_once(*[lambda by=by: juries.overrule(asked, by=by) for by in (BO, juries.Person("Cy", 3))])

    assert sorted(told) == ["done", "request_answered"]
    assert juries.champion() == weak.version


def test_two_first_starts_install_one_champion():
    rounds = juries.data_set()
    candidates = [juries.jury_of(f"v1-data-{letter}", rounds) for letter in "ab"]

    told = at_once(*[lambda jury=jury: juries.install(jury) for jury in candidates])

    assert told == ["done", "done"]
    assert PromotionStep.objects.count() == 1
    assert JuryModel.objects.filter(status=Status.CHAMPION).count() == 1
