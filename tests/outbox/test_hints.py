"""A released letter rings for a worker once; a worker that was never rung looks by itself."""

import threading
import time

import pytest
from django.db import connections
from django.utils import timezone
from kombu.exceptions import OperationalError

from battle.outbox import chores, claims, hints, postman
from battle.outbox.actions import release
from battle.outbox.enums import State
from battle.outbox.models import Letter
from battle.outbox.tasks import send_letters
from tests.support.waiting import wait_for


@pytest.fixture(autouse=True)
def _not_silent(monkeypatch):
    monkeypatch.setattr(hints, "_silent_until", 0.0)
    yield
    postman.end()


def sent_tasks(monkeypatch, error: Exception | None = None) -> list[str]:
    asked = []

    def send_task(name, **kwargs):
        asked.append(name)
        if error:
            raise error

    monkeypatch.setattr(hints.app, "send_task", send_task)
    return asked


def test_hundreds_of_letters_in_a_row_ring_once(monkeypatch):
    asked = sent_tasks(monkeypatch)

    assert [hints.ring() for _letter in range(100)] == [True] + [False] * 99
    assert asked == ["outbox.send_letters"]


def test_a_broker_that_is_away_is_left_alone_for_a_while_and_nobody_notices(monkeypatch):
    asked = sent_tasks(monkeypatch, OperationalError("away"))

    assert [hints.ring(), hints.ring()] == [False, False]
    assert len(asked) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("begin", [send_letters, lambda: chores.look_for_letters(timezone.now())])
def test_task_and_chore_return_at_once_while_the_mail_server_takes_its_time(begin, draft, mail_server):
    letter = draft(to="slow@example.org")
    mail_server.stalls.add(("RCPT", "slow"))
    release([letter])

    began = time.monotonic()
    begin()
    took = time.monotonic() - began

    assert took < 1
    assert mail_server.stalled.wait(5)
    assert Letter.objects.get().state == State.SENDING
    mail_server.go_on()
    wait_for(lambda: Letter.objects.get().state == State.SENT, 10)


@pytest.mark.django_db(transaction=True)
def test_a_letter_whose_hint_was_lost_is_sent_by_the_chore(draft, mail_server):
    release([draft()])

    chores.look_for_letters(timezone.now())

    wait_for(lambda: Letter.objects.get().state == State.SENT, 10)
    assert len(mail_server.received) == 1


@pytest.mark.django_db(transaction=True)
def test_many_postmen_at_once_send_each_letter_once(draft, mail_server):
    letters = [draft() for _number in range(40)]
    release(letters)

    def deliver():
        try:
            postman.Postman().deliver_due()
        finally:
            connections.close_all()

    postmen = [threading.Thread(target=deliver) for _number in range(4)]

    for each in postmen:
        each.start()
    for each in postmen:
        each.join(30)

    assert sorted(mail_server.recipients()) == sorted(letter.to for letter in letters)
    assert set(Letter.objects.values_list("state", flat=True)) == {State.SENT}
    assert claims.claim_next(timezone.now()) is None
