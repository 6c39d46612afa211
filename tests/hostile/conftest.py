"""Somebody's honest work, and the doors through which hostile input comes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from battle.accounts.models import Membership, User
from battle.applications import actions
from battle.applications.models import Application
from battle.editions.models import Edition
from tests.exchange.conftest import HEADER, csv_of

PITCH = "What I typed before anything happened"


class World:
    """An edition with an organiser, one application that came in, and one draft that its founder is typing."""

    def __init__(self, edition: Edition, organiser: User) -> None:
        self.edition, self.organiser = edition, organiser
        self.desk, self.founder, self.visitor = Client(), Client(), Client()
        self.desk.force_login(organiser)
        uma = User.objects.create_user("uma@example.org")
        self.founder.force_login(uma)
        begun = actions.begin_application(
            edition=edition, contact_email=uma.email, code="", language="en", now=timezone.now()
        )
        self.draft = begun.application
        self.entry("pitch", PITCH)
        self.standing = Application.objects.create(
            edition=edition,
            key="standing",
            company="Standing",
            one_liner="It stands",
            contact_email="standing@example.org",
            submitted_at=timezone.now(),
        )
        self.before = self.kept()

    def kept(self) -> list[Any]:
        draft = Application.objects.filter(pk=self.draft.pk).values("pitch", "state", "contact_email")
        standing = Application.objects.filter(pk=self.standing.pk).values("company", "one_liner", "state")
        return [*draft, *standing, Membership.objects.count()]

    def entry(self, field: str, value: object, revision: int = 0) -> Any:
        """One entry of the draft, as the page saves it."""
        body = {"field": field, "value": value, "revision": revision}
        return self.founder.post(
            "/e/valencia/application/save/", json.dumps(body), content_type="application/json"
        )

    def file(self, kind: str, data: bytes, name: str) -> Any:
        return self.founder.post(
            f"/e/valencia/application/files/{kind}/", {kind: SimpleUploadedFile(name, data)}
        )

    def table(self, data: bytes, name: str = "t.csv") -> Any:
        """A table, read."""
        file = SimpleUploadedFile(name, data)
        return self.desk.post("/organise/valencia/import/", {"file": file, "language": "en"})

    def row(self, *cells: str) -> tuple[list[str], Application | None]:
        """A row of a table, taken in as far as it may be; what was wrong with it, and what it became."""
        address = self.table(csv_of(HEADER, [*cells, *[""] * (len(HEADER) - len(cells))]))["Location"]
        intake = self.edition.intakes.latest("pk")
        mapping = {f"column-{place}": target for place, target in intake.mapping.items()}
        self.desk.post(address, {**mapping, "language": "en"})
        codes = [problem["code"] for row in intake.rows.all() for problem in row.problems]
        self.desk.post(f"{address}confirm/")
        return codes, Application.objects.filter(source="import").last()

    def pages(self) -> str:
        """Everything that an organiser is shown of the applications."""
        keys = Application.objects.exclude(state="draft").values_list("key", flat=True)
        addresses = ["", "audit/", *(f"applications/{key}/" for key in keys)]
        answers = [self.desk.get(f"/organise/valencia/{address}") for address in addresses]
        assert {answer.status_code for answer in answers} == {200}
        return "".join(answer.content.decode() for answer in answers)

    def export(self) -> str:
        answer = self.desk.get("/organise/valencia/export/applications.csv")
        return b"".join(answer.streaming_content).decode()


@pytest.fixture
def world(edition, organiser, jury) -> World:
    return World(edition, organiser)
