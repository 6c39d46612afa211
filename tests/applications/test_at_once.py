"""Several people press at once: one application an address, one running order."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from battle.applications import actions, queries
from battle.applications.models import Application
from battle.problems import Refused


def at_once(*works) -> list[object]:
    """Run each in a thread of its own, started together; what they returned, or the code of a refusal."""
    ready, told = threading.Barrier(len(works)), [None] * len(works)

    def run(number, work):
        ready.wait()
        try:
            told[number] = work()
        except Refused as refusal:
            told[number] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return told


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_four_times_at_once_is_one_application(edition, entries):
    def submit():
        return actions.submit_application(
            edition=edition,
            contact_email="uma@example.org",
            entries=entries,
            language="en",
            now=timezone.now(),
        ).created

    told = at_once(submit, submit, submit, submit)

    assert sorted(told) == [False, False, False, True]
    assert Application.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_organisers_who_choose_at_once_leave_a_whole_running_order(edition, finalists):
    keys = [finalist.key for finalist in finalists]

    at_once(
        lambda: actions.set_running_order(edition=edition, keys=keys[::-1]),
        lambda: actions.pick_finalists(edition=edition, keys=keys[:2]),
        lambda: actions.set_running_order(edition=edition, keys=[keys[1], keys[0]]),
    )

    places = list(queries.finalists(edition).values_list("running_order", flat=True))
    assert places == [1, 2]
    assert set(queries.finalists(edition).values_list("key", flat=True)) == set(keys[:2])
