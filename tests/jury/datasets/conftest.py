"""A steward's browser and a small table on its way to become a data set."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scoring.models import Upload
from scoring.uploads import actions
from tests.scoring.datasets.tables import MAPPING, as_csv, rows

SAID = {"name": "startups", "licence": "CC0", "provenance": "the ministry's register of 2025"}
GOOD = as_csv(rows(40))


@pytest.fixture
def desk(client: Client, steward) -> Client:
    """The steward's browser."""
    client.force_login(steward)
    return client


@pytest.fixture
def uploaded(desk, steward) -> Callable[..., Upload]:
    """A function that keeps these bytes with this mapping as the steward's upload."""

    def keep(data: bytes = GOOD, mapping: str = MAPPING, name: str = "startups.csv") -> Upload:
        now = timezone.now()
        upload = actions.create_upload(owner=steward, filename=name, data=data, begin="", now=now)
        return actions.save_mapping(upload=upload, rev=upload.rev, text=mapping, now=now)

    return keep


@pytest.fixture
def press(desk):
    """Press one of the editor's buttons; fields that are not given are as the page showed them."""

    def send(button: str, upload: Upload, headers: dict | None = None, **fields: object):
        fields.setdefault("rev", upload.rev)
        sent = {name.replace("__", "-"): said for name, said in fields.items()}
        return desk.post(reverse(f"jury:{button}", args=[upload.key]), sent, headers=headers)

    return send


@pytest.fixture
def send_file(desk):
    """Send a file by the upload's page."""

    def send(data: bytes, name: str = "startups.csv", begin: str = ""):
        return desk.post(reverse("jury:upload"), {"file": SimpleUploadedFile(name, data), "begin": begin})

    return send


@pytest.fixture(scope="session")
def raw_cax(shared_data: Path) -> bytes:
    return (shared_data / "cax_raw_228.csv.gz").read_bytes()


def text_of(response) -> str:
    """What a page says, without its tags and double blanks."""
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(plain.split())
