import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from battle.accounts.models import User
from battle.applications import actions
from battle.applications.actions import Entries
from battle.applications.models import Application


@pytest.fixture
def entries() -> Entries:
    return Entries(
        company="Umbra",
        one_liner="Shade where it is needed",
        website="https://umbra.example/",
        contact_name="Uma",
        answers={"team_founders": 3.0, "team_prior_exit": 1.0},
        facts={"fact_trademarks": 2.0},
    )


@pytest.fixture
def uma(db) -> User:
    """A founder; her application belongs to her address."""
    return User.objects.create_user("uma@example.org")


@pytest.fixture
def founder(client, uma):
    """Her browser."""
    client.force_login(uma)
    return client


@pytest.fixture
def draft(edition, uma) -> Application:
    return actions.begin_application(
        edition=edition, contact_email=uma.email, code="", language="en", now=timezone.now()
    ).application


@pytest.fixture
def keep(draft):
    """Save values of the draft as its owner does, whatever their revision."""

    def keep(**values):
        revisions = Application.objects.get(pk=draft.pk).revisions
        return actions.save_entries(
            application_id=draft.pk, values=values, revisions=revisions, now=timezone.now()
        ).application

    return keep


@pytest.fixture
def filled(draft, keep) -> Application:
    """A draft that can be submitted."""
    return keep(
        company="Umbra",
        one_liner="Shade where it is needed",
        contact_name="Uma",
        consent=True,
        team_founders=3.0,
        note_team_founders="https://umbra.example/team",
    )


@pytest.fixture
def close_call(edition):
    def close() -> None:
        edition.call_closes_at = timezone.now() - timedelta(seconds=1)
        edition.save()

    return close


@pytest.fixture
def pdf():
    """A function that makes a PDF of one page; `change` may put something into it first."""
    from pypdf import PdfWriter

    def make(change=None, name: str = "Umbra deck.pdf") -> SimpleUploadedFile:
        writer = PdfWriter()
        writer.add_blank_page(width=300, height=200)
        if change is not None:
            change(writer)
        out = io.BytesIO()
        writer.write(out)
        return SimpleUploadedFile(name, out.getvalue(), "application/pdf")

    return make


@pytest.fixture
def other_edition(edition):
    """A second edition with its call open."""
    other = type(edition).objects.get(pk=edition.pk)
    other.pk, other.slug, other.name = None, "bilbao", "Bilbao Battle"
    other.save()
    return other
