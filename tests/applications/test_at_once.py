"""Several people press at once: one application an address, one running order."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from battle.applications import actions, queries
from battle.applications.chores import remind_of_drafts
from battle.applications.models import Application
from battle.outbox.models import Letter
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


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_that_save_at_once_one_is_kept_and_the_other_told(draft):
    def save(company: str) -> bool:
        saved = actions.save_entries(
            application_id=draft.pk,
            values={"company": company},
            revisions={"company": 0},
            now=timezone.now(),
        )
        return "company" in saved.conflicts

    told = at_once(lambda: save("first"), lambda: save("second"))

    kept = Application.objects.get()
    assert sorted(told) == [False, True]
    assert kept.company == ("second" if told[0] else "first")
    assert kept.revisions == {"company": 1}


@pytest.mark.django_db(transaction=True)
def test_different_entries_saved_at_once_are_all_kept(draft):
    def save(name: str, value: object) -> None:
        actions.save_entries(
            application_id=draft.pk, values={name: value}, revisions={name: 0}, now=timezone.now()
        )

    at_once(
        lambda: save("team_founders", 2.0),
        lambda: save("team_advisors", 3.0),
        lambda: save("note_team_founders", "a register"),
        lambda: save("people", "Uma"),
    )

    kept = Application.objects.get()
    assert (kept.answers, kept.people) == ({"team_founders": 2.0, "team_advisors": 3.0}, "Uma")
    assert kept.evidence == {"team_founders": "a register"}


@pytest.mark.django_db(transaction=True)
def test_the_last_use_of_a_code_goes_to_one(edition, close_call):
    late = actions.make_late_code(
        edition=edition, note="", expires_at=timezone.now() + timedelta(days=1), uses=1, now=timezone.now()
    )
    close_call()

    def begin(email: str) -> str:
        actions.begin_application(
            edition=edition, contact_email=email, code=late.code, language="en", now=timezone.now()
        )
        return "in"

    told = at_once(lambda: begin("a@example.org"), lambda: begin("b@example.org"))

    assert sorted(map(str, told)) == ["code_not_valid", "in"]
    assert Application.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_remind_once(draft, edition):
    edition.call_closes_at = timezone.now() + timedelta(hours=10)
    edition.save()
    Application.objects.update(changed_at=timezone.now() - timedelta(days=1))

    told = at_once(lambda: remind_of_drafts(timezone.now()), lambda: remind_of_drafts(timezone.now()))

    assert sorted(told) == [0, 1]
    assert Letter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("uses", [1, 5])
def test_an_invitation_pressed_three_times_at_once_lets_its_founder_in_and_is_used_once(
    uses, edition, uma, close_call
):
    close_call()
    now = timezone.now()
    ends = now + timedelta(days=1)
    late = actions.make_late_code(edition=edition, note="", expires_at=ends, uses=uses, now=now)

    def begin() -> bool:
        return actions.begin_application(
            edition=edition, contact_email=uma.email, code=late.code, language="en", now=timezone.now()
        ).created

    told = at_once(begin, begin, begin)

    late.refresh_from_db()
    assert sorted(told) == [False, False, True]
    assert late.uses_left == uses - 1
