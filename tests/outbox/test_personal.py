"""What the outbox keeps about a person is handed out with the rest, and leaves with them."""

import pytest
from django.utils import timezone

from battle.accounts import personal
from battle.outbox import claims
from battle.outbox.actions import anonymise_about, release
from battle.outbox.enums import State
from battle.outbox.models import Letter

pytestmark = pytest.mark.django_db


def test_letters_to_a_person_are_handed_out_but_not_drafts(draft, stranger):
    draft(to=stranger.email)
    release([draft(to="SAM@example.org", subject="Hola Sam", body="B")])
    release([draft(to="other@example.org")])

    assert personal.export_all(stranger)["letters"] == [
        {
            "kind": "receipt",
            "to": "SAM@example.org",
            "subject": "Hola Sam",
            "text": "B\n",
            "state": "queued",
            "sent_at": None,
        }
    ]


def test_a_person_is_taken_out_of_what_was_sent_and_what_was_not_is_deleted(draft, stranger):
    now = timezone.now()
    sent, waiting, other = draft(to=stranger.email), draft(to=stranger.email), draft(to="other@example.org")
    draft(to=stranger.email)
    Letter.objects.filter(pk=sent.pk).update(state=State.SENT, sent_at=now, values={"name": "Sam"})
    release([waiting])

    personal.KEEPERS["letters"].erase(stranger, now)

    sent.refresh_from_db()
    assert set(Letter.objects.all()) == {sent, other}
    assert (sent.to, sent.subject, sent.body, sent.values) == ("", "-", "-", {})
    assert (sent.state, sent.anonymised_at) == (State.SENT, now)


def test_a_letter_that_is_being_handed_over_names_nobody_and_still_ends_as_sent(draft):
    now = timezone.now()
    before, during = draft(about="a1"), draft(about="a1")
    release([before, during], at=now)
    claim_before, claim_during = claims.claim_next(now), claims.claim_next(now)
    assert claim_during.mark_handed(now)

    assert anonymise_about(["a1", "a2"], at=now) == 2

    assert not claim_before.mark_handed(now)
    assert claim_during.record_sent(now)
    assert list(Letter.objects.values_list("to", "state")) == [("", State.SENT)]
