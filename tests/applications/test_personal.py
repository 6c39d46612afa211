"""What is kept about an applicant, handed out and erased."""

import pytest
from django.utils import timezone

from battle.accounts import personal
from battle.applications import actions
from battle.applications.models import Application

SECRETS = ("Uma", "uma@example.org", "umbra.example", "Sol Ventures", "We shade", "Umbra")


@pytest.fixture
def submitted(filled, keep, pdf):
    keep(people="Uma", pitch="We shade", investor_names="Sol Ventures", website="https://umbra.example/")
    actions.attach_file(application_id=filled.pk, kind="deck", upload=pdf(), now=timezone.now())
    return actions.hand_in(application_id=filled.pk, language="en", now=timezone.now())


def test_everything_an_application_says_is_handed_out_and_no_decision(submitted, uma):
    Application.objects.update(state="shortlisted")

    told = personal.export_all(uma)["applications"]

    assert [(each["edition"], each["state"]) for each in told] == [("valencia", "Submitted")]
    assert told[0]["entries"]["company"]["answer"] == "Umbra"
    assert told[0]["entries"]["team_founders"] == {
        "question": "How many founders are you?",
        "answer": "3 founders",
        "evidence": "https://umbra.example/team",
    }
    assert told[0]["entries"]["deck"]["answer"] == "Umbra deck.pdf"


def test_a_draft_is_deleted(draft, uma):
    personal.KEEPERS["applications"].erase(uma, timezone.now())

    assert not Application.objects.exists()


def test_what_was_submitted_is_withdrawn_and_nameless_also_in_its_history(submitted, uma):
    personal.KEEPERS["applications"].erase(uma, timezone.now())

    kept = Application.objects.get()
    rows = [*Application.objects.values(), *Application.history.values()]
    assert (kept.state, kept.answers) == ("withdrawn", {"team_founders": 3.0})
    assert kept.anonymised_at is not None
    assert not [(secret, row) for row in rows for secret in SECRETS if secret in str(row)]


def test_a_finalist_of_an_opened_show_keeps_the_name_it_stood_on_stage_with(submitted, uma, edition):
    Application.objects.update(state="finalist", running_order=1)
    edition.jury_model = "v1-cohort-1"
    edition.save()

    personal.KEEPERS["applications"].erase(uma, timezone.now())

    kept = Application.objects.get()
    assert (kept.company, kept.state, kept.running_order) == ("Umbra", "finalist", 1)
    assert (kept.contact_name, kept.people, kept.evidence) == ("", "", {})
    assert kept.contact_email == f"{kept.key}@anonymous.invalid"


def test_the_finalist_of_a_show_to_come_leaves_its_place(submitted, uma):
    Application.objects.update(state="finalist", running_order=1)

    personal.KEEPERS["applications"].erase(uma, timezone.now())

    assert (Application.objects.get().state, Application.objects.get().running_order) == ("withdrawn", None)
