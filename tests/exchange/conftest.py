"""Tables as other tools write them, sent through the real pages."""

import csv
import io
from collections.abc import Sequence

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from battle.applications.models import Application

HEADER = ["Startup name", "E-mail", "Tagline", "How many founders are you?", "Submission ID"]


def csv_of(*rows: Sequence[str], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


@pytest.fixture
def desk(client, organiser):
    client.force_login(organiser)
    return client


@pytest.fixture
def send(desk):
    """Send a table and follow to the page after it."""

    def send(data: bytes, name: str = "startups.csv", language: str = "en"):
        file = SimpleUploadedFile(name, data)
        return desk.post("/organise/valencia/import/", {"file": file, "language": language})

    return send


@pytest.fixture
def previewed(desk, send, edition):
    """Send a table, take the columns as they were recognised, and come to the preview."""

    def previewed(data: bytes, name: str = "startups.csv", **columns: str):
        address = send(data, name)["Location"]
        intake = edition.intakes.first()
        said = {f"column-{place}": target for place, target in intake.mapping.items()}
        answer = desk.post(address, {**said, **columns, "language": intake.language}, follow=True)
        intake.refresh_from_db()
        return intake, answer

    return previewed


@pytest.fixture
def applied(edition):
    def applied(company: str, **fields) -> Application:
        told = {
            "key": company.lower()[:12],
            "company": company,
            "contact_email": f"{company.lower()}@example.org",
            "one_liner": "One line",
            "submitted_at": timezone.now(),
            **fields,
        }
        return Application.objects.create(edition=edition, **told)

    return applied
