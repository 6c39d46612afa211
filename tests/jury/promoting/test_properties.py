"""Whatever stewards do, in whatever order: one champion, a whole chain, and a record that replays to the champion."""

from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from battle.problems import Refused
from scoring.core.fileformat import FORMAT
from scoring.enums import Status
from scoring.models import JuryModel, PromotionStep
from scoring.promotion import actions, record
from scoring.promotion.record import Person
from tests.jury.promoting import juries

JURIES = st.integers(0, 3)
PEOPLE = st.sampled_from([Person("Ana", 1), Person("Bo", 2), Person("Ana"), Person("Cy")])
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("promote"), JURIES, PEOPLE),
        st.tuples(st.just("request"), JURIES, PEOPLE),
        st.tuples(st.just("overrule"), JURIES, PEOPLE),
        st.tuples(st.just("withdraw"), JURIES, PEOPLE),
        st.tuples(st.just("roll_back"), JURIES, PEOPLE),
        st.tuples(st.just("delete"), JURIES, PEOPLE),
        st.tuples(st.just("install"), JURIES, PEOPLE),
        st.tuples(st.just("age"), JURIES, PEOPLE),
    ),
    max_size=12,
)


def move(what: str, jury: JuryModel, by: Person) -> None:
    asked = record.open_requests().filter(jury=jury).first()
    if what == "promote":
        juries.promote(jury, by=by)
    elif what == "request":
        juries.request(jury, by=by)
    elif what == "overrule" and asked:
        juries.overrule(asked, by=by)
    elif what == "withdraw" and asked:
        actions.withdraw(request=asked, by=by, reason=juries.REASON, now=timezone.now())
    elif what == "roll_back":
        juries.roll_back(by=by)
    elif what == "delete":
        actions.delete_model(jury=jury)
    elif what == "install":
        juries.install(jury)
    elif what == "age":
        JuryModel.objects.filter(pk=jury.pk).update(format=FORMAT - 1)


def replayed() -> str | None:
    """The champion as somebody reads the record by hand, who knows no code of ours."""
    line: list[str] = []
    for kind, version in PromotionStep.objects.order_by("number").values_list("kind", "jury__version"):
        if kind in ("installed", "promoted"):
            line.append(version)
        elif kind == "rolled_back":
            line.pop()
            assert line[-1] == version
    return line[-1] if line else None


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(moves=MOVES)
def test_any_order_of_moves_leaves_one_champion_and_a_record_that_says_which(db, moves):
    with transaction.atomic():
        rounds = juries.data_set()
        there = [juries.jury_of(f"v1-data-{letter}", rounds) for letter in "abcd"]
        juries.install(there[0])
        juries.compare(there[1], there[0])
        juries.compare(there[2], there[1], brier="worse")
        for what, place, by in moves:
            jury = JuryModel.objects.filter(pk=there[place].pk).first()
            if jury is None:
                continue
            with suppress(Refused):
                move(what, jury, by)
            assert JuryModel.objects.filter(status=Status.CHAMPION).count() == 1
            assert juries.champion() == replayed()
            assert record.verify() is None
        transaction.set_rollback(True)
