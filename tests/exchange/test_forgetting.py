"""An edition forgets the people behind its applications."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from battle.applications.enums import State
from battle.applications.models import Application
from battle.exchange import actions, chores
from battle.outbox.actions import write
from battle.outbox.models import Letter
from battle.reviews.models import Review, ReviewerProfile
from tests.exchange.conftest import HEADER, csv_of

SECRETS = [
    "Umbra",
    "uma@example.org",
    "Uma Founder",
    "secret pitch",
    "Angel Fund",
    "umbra.example",
    "see our bank",
]


@pytest.fixture
def umbra(applied, edition, reviewer):
    umbra = applied(
        "Umbra",
        contact_email="uma@example.org",
        contact_name="Uma Founder",
        pitch="secret pitch",
        investor_names="Angel Fund",
        website="https://umbra.example/",
        people="Uma Founder",
        evidence={"team_founders": "see our bank"},
        answers={"team_founders": 2.0},
        language="es",
    )
    umbra.deck.save("d.pdf", ContentFile(b"%PDF-1.7"))
    Review.objects.create(
        edition=edition,
        application=umbra,
        reviewer=reviewer,
        comment_organiser="I know Uma Founder",
        mean=4.0,
    )
    letter = {"subject": "Umbra", "body": "Dear Uma", "language": "es", "kind": "receipt"}
    write(once="receipt-1", to="uma@example.org", edition_id=edition.pk, about=umbra.key, **letter)
    return umbra


def kept_text() -> str:
    rows = [*Application.objects.values(), *Application.history.values(), *Review.objects.values()]
    rows += [*Review.history.values(), *Letter.objects.values()]
    return repr(rows)


def test_what_names_people_is_gone_from_rows_histories_files_and_letters(
    umbra, edition, applied, django_capture_on_commit_callbacks
):
    applied("Draft", state=State.DRAFT, submitted_at=None)
    path = umbra.deck.path
    assert all(secret in kept_text() for secret in SECRETS)

    with django_capture_on_commit_callbacks(execute=True):
        told = actions.anonymise_edition(edition=edition, by=None, now=timezone.now())

    assert (told.applications, told.drafts, told.files, told.reviews, told.letters) == (1, 1, 1, 1, 1)
    assert [secret for secret in SECRETS if secret in kept_text()] == []
    kept = Application.objects.get()
    assert (kept.key, kept.answers, kept.language) == ("umbra", {"team_founders": 2.0}, "es")
    assert Review.objects.get().mean == 4.0
    assert not umbra.deck.storage.exists(path)


def test_doing_it_again_does_nothing_and_is_recorded_once(umbra, edition):
    actions.anonymise_edition(edition=edition, by=None, now=timezone.now())
    again = actions.anonymise_edition(edition=edition, by=None, now=timezone.now())

    assert not again
    assert edition.forgettings.count() == 1


def test_the_chore_waits_for_the_end_of_the_day_at_the_venue(umbra, edition):
    edition.time_zone, edition.retention_until = "America/Sao_Paulo", date(2027, 3, 31)
    edition.save()

    def at(hour: int, day: int):
        return datetime(2027, 4, day, hour, tzinfo=UTC)

    assert chores.forget(at(2, 1)) == 0  # 23:00 of 31 March in Sao Paulo
    assert Application.objects.get().company == "Umbra"
    assert chores.forget(at(4, 1)) == 1
    assert chores.forget(at(5, 1)) == 0
    assert Application.objects.get().anonymised_at == at(4, 1)


def test_the_command_says_what_it_would_do_and_keeps_to_the_date(umbra, edition, capsys):
    call_command("anonymise", edition="valencia", dry_run=True)
    assert "applications         1" in capsys.readouterr().out
    with pytest.raises(CommandError, match="has no date for it"):
        call_command("anonymise", edition="valencia")
    assert Application.objects.get().company == "Umbra"

    call_command("anonymise", edition="valencia", force=True)
    assert Application.objects.get().contact_email == "umbra@anonymous.invalid"


def test_the_organiser_sees_what_will_happen_and_when(umbra, edition, desk):
    edition.retention_until = date(2027, 3, 31)
    edition.save()

    page = desk.get("/organise/valencia/forgetting/")

    assert "After March 31, 2027" in page.content.decode()
    assert page.context["told"].applications == 1


def test_neither_cells_of_a_table_nor_whom_reviewers_know_outlive_the_date(
    umbra, edition, reviewer, desk, previewed
):
    intake, _page = previewed(csv_of(HEADER, ["Vega", "vera@example.org", "", "", ""]))
    assert "vera@example.org" in repr(intake.samples)
    desk.post(f"/organise/valencia/import/{intake.key}/confirm/")
    intake.refresh_from_db()
    assert (intake.stage, intake.samples) == ("done", [])
    ReviewerProfile.objects.create(edition=edition, reviewer=reviewer, people="Aunt Amparo")
    # What was taken in before samples went with the file.
    edition.intakes.update(samples=[["vera@example.org"]], header=["vera@example.org"])

    actions.anonymise_edition(edition=edition, by=None, now=timezone.now())

    intake.refresh_from_db()
    assert (intake.samples, intake.header, intake.counts["taken"]) == ([], [], 1)
    assert not ReviewerProfile.objects.exists()
    assert desk.get(f"/organise/valencia/import/{intake.key}/", follow=True).status_code == 200


def test_tables_that_nobody_confirmed_are_deleted_after_a_week(
    send, edition, django_capture_on_commit_callbacks
):
    send(csv_of(HEADER, ["Umbra", "uma@example.org", "", "", ""]))
    path = edition.intakes.get().file.path
    storage = edition.intakes.get().file.storage

    assert chores.delete_old_intakes(timezone.now() + timedelta(days=6)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert chores.delete_old_intakes(timezone.now() + timedelta(days=8)) == 1
    assert not storage.exists(path)
