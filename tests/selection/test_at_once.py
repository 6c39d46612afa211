"""Two things at the same moment, on an engine where they really are."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone

from battle.applications.actions import take_back
from battle.applications.actions.choosing import lock_edition
from battle.applications.models import Application
from battle.outbox.models import Letter
from battle.problems import Refused
from battle.reviews.actions import hand_out_next
from battle.selection import actions
from battle.selection.enums import Verdict
from battle.selection.models import Invitation

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*things: Callable[[], object]) -> list[str]:
    """What each did: the name of a refusal, or nothing."""
    start, told = threading.Barrier(len(things)), [""] * len(things)

    def do(place: int, thing: Callable[[], object]) -> None:
        try:
            start.wait()
            thing()
        except Refused as refused:
            told[place] = refused.code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(things)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


@pytest.fixture
def invited(edition, applied, soon):
    actions.decide(edition=edition, keys=list("abcd"), verdict=Verdict.FINALIST)
    actions.decide(edition=edition, keys=list("efg"), verdict=Verdict.RESERVE)
    actions.apply_decisions(
        edition=edition, respond_by=soon, answer_days=2, undecided_seen=1, now=timezone.now()
    )
    Letter.objects.update(state="sent", sent_at=timezone.now())


def states() -> dict[str, str]:
    return dict(Application.objects.values_list("key", "state"))


def answer(key: str, accept: bool, now=None) -> Invitation:
    application = Application.objects.select_related("edition").get(key=key)
    return actions.answer_invitation(application=application, accept=accept, now=now or timezone.now())


def test_two_who_decline_at_once_make_room_for_two_different_reserves(invited):
    at_once(lambda: answer("a", False), lambda: answer("b", False))

    now = states()
    assert [now[key] for key in "abcdefg"] == [*["declined"] * 2, *["invited"] * 4, "reserve"]
    assert Invitation.objects.filter(outcome="open").count() == 4


def test_an_answer_and_the_end_of_its_time_are_one_or_the_other(invited, soon):
    last_moment = soon - timedelta(milliseconds=1)

    told = at_once(lambda: answer("a", True, last_moment), lambda: actions.lapse_invitations(now=soon))

    accepted = states()["a"] == "finalist"
    assert told == ["" if accepted else "invitation_lapsed", ""]
    assert Invitation.objects.get(application__key="a").outcome == ("accepted" if accepted else "lapsed")
    assert sum(state in {"invited", "finalist"} for state in states().values()) <= 4


def test_decisions_applied_by_two_at_once_are_applied_once(edition, applied, soon):
    actions.decide(edition=edition, keys=list("ab"), verdict=Verdict.FINALIST)

    def apply_all() -> None:
        actions.apply_decisions(
            edition=edition, respond_by=soon, answer_days=2, undecided_seen=6, now=timezone.now()
        )

    assert sorted(at_once(apply_all, apply_all)) == ["", "nothing_to_apply"]
    assert Invitation.objects.count() == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks the database, not a row")
def test_a_reviewer_is_given_an_application_while_the_choice_is_under_way(edition, applied, read, reviewer):
    read("a", 3, 3, 3)
    told = []

    def hand_out() -> None:
        with connection.cursor() as cursor:
            # The lock of the shortlist takes the edition first and the reviews then; who reads, the other way round.
            cursor.execute("SET lock_timeout = '2s'")
        told.append(hand_out_next(edition=edition, reviewer=reviewer, now=timezone.now()))

    with transaction.atomic():
        lock_edition(edition)
        at_once(hand_out)

    assert [review.state for review in told] == ["open"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks the database, not a row")
def test_nobody_withdraws_unseen_while_the_decisions_are_applied(edition, applied, soon):
    actions.decide(edition=edition, keys=["a"], verdict=Verdict.FINALIST)
    told = []

    def withdraw() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")
        try:
            take_back(application_id=applied[0].pk, now=timezone.now())
        except OperationalError:
            told.append("waits")

    def withdrawn_meanwhile(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "selection_invitation"'):
            at_once(withdraw)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(withdrawn_meanwhile):
        actions.apply_decisions(
            edition=edition, respond_by=soon, answer_days=2, undecided_seen=7, now=timezone.now()
        )

    assert told == ["waits"]
    with pytest.raises(Refused, match="have decided"):
        take_back(application_id=applied[0].pk, now=timezone.now())
