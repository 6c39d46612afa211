"""The demo edition: what `make run` shows, and what `manage.py demo` seeds with finalists of your own."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.urls import reverse

from battle.accounts.actions import find_or_create_user, grant_role
from battle.accounts.enums import Role
from battle.accounts.models import User
from battle.applications.enums import State
from battle.applications.models import Application
from battle.demo_data import texts
from battle.editions.actions.lines import PrizeLine, replace_prizes
from battle.editions.enums import Mode
from battle.editions.models import Edition
from battle.env import ROOT
from scoring import service

SLUG = "demo"
ZONE = "Europe/Madrid"
BUILT_IN = ROOT / "battle" / "demo_data" / "finalists.csv"
ORGANISER_EMAIL = "organiser@demo.example"
HOST_EMAIL = "host@demo.example"
STEWARD_EMAIL = "steward@demo.example"
MOST_FINALISTS = 10
# Columns of the file that are no answers; both optional ones have a default.
ABOUT = {"company", "one_liner", "website"}


class BadFinalists(Exception):
    """The file of finalists cannot be used; says where and why."""


@dataclass(frozen=True, slots=True)
class Finalist:
    company: str
    one_liner: str
    website: str
    answers: dict[str, float]


def people() -> dict[str, tuple[str, str]]:
    """The demo's people: role to address and the page that their sign-in link opens."""
    return {
        "organiser": (ORGANISER_EMAIL, reverse("organise:desk", args=[SLUG])),
        "host": (HOST_EMAIL, reverse("stage:console", args=[SLUG])),
        "steward": (STEWARD_EMAIL, reverse("jury:home")),
    }


def person(email: str) -> User:
    return find_or_create_user(email=email)


def find_demo() -> Edition | None:
    return Edition.objects.filter(slug=SLUG, is_demo=True).first()


def slug_is_taken() -> bool:
    """Whether somebody's real edition has the demo's short name: it must never be made a demo."""
    return Edition.objects.filter(slug=SLUG, is_demo=False).exists()


def read_finalists(path: Path) -> list[Finalist]:
    """Finalists from a CSV file with a column `company` and one column a question; blank means unanswered.

    Raises
    ------
    BadFinalists : the file, a column or a value cannot be used.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            rows, header = list(reader), list(reader.fieldnames or ())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadFinalists(f"{path.name} cannot be read: {error}") from error
    if twice := {name for name in header if header.count(name) > 1}:
        raise BadFinalists(f"{path.name} has the column {min(twice)!r} twice.")
    if not rows or "company" not in rows[0]:
        raise BadFinalists(f"{path.name} needs a column 'company' and a row for each finalist.")
    if not 2 <= len(rows) <= MOST_FINALISTS:
        raise BadFinalists(f"{path.name} holds {len(rows)} finalists; a battle has 2 to {MOST_FINALISTS}.")
    found = [_finalist(row, f"{path.name}, line {line}") for line, row in enumerate(rows, start=2)]
    if len({finalist.company for finalist in found}) < len(found):
        raise BadFinalists(f"{path.name} names a company twice.")
    return found


def _finalist(row: Mapping[str | None, Any], where: str) -> Finalist:
    if None in row or None in row.values():
        raise BadFinalists(f"{where}: the number of values does not fit the header.")
    cells = {str(key).strip(): str(value).strip() for key, value in row.items()}
    company = cells["company"]
    if not company or len(company) > 80:
        raise BadFinalists(f"{where}: 'company' must be 1 to 80 characters.")
    website = cells.get("website", "")
    try:
        if website:
            URLValidator(schemes=["http", "https"])(website)
        answers = service.clean_answers(
            {key: _value(cell) for key, cell in cells.items() if key not in ABOUT}
        )
    except ValidationError as error:
        raise BadFinalists(f"{where}, column website: not a web address.") from error
    except service.AnswerProblem as problem:
        raise BadFinalists(f"{where}, column {problem.field}: {problem.detail}") from problem
    return Finalist(company, cells.get("one_liner", "")[:140] or company, website, answers)


def _value(cell: str) -> str | float | None:
    """A cell as an answer: blank is unanswered, a number a number, anything else a choice's slug."""
    if not cell:
        return None
    try:
        return float(cell) if "_" not in cell else cell
    except ValueError:
        return cell


@transaction.atomic
def seed_demo(*, finalists: list[Finalist], now: datetime, mode: Mode = Mode.OPEN) -> Edition:
    """Make the demo edition, or give the existing one these finalists instead; shows already played stay in the log."""
    evening = now.astimezone(ZoneInfo(ZONE)).replace(hour=19, minute=0, second=0, microsecond=0)
    edition, _created = Edition.objects.update_or_create(
        slug=SLUG,
        defaults={
            "name": "Demo Battle",
            "city": "Valencia",
            "country": "ES",
            "venue": "Las Naves",
            "time_zone": ZONE,
            "call_opens_at": evening - timedelta(days=30),
            "call_closes_at": evening + timedelta(days=14),
            "show_starts_at": evening + timedelta(days=21),
            "finalists_wanted": len(finalists),
            "mode": mode,
            "languages": ["en", "es", "pt-br"],
            "jury_model": "",
            "published_at": now,
            "is_demo": True,
            **texts.TEXTS,
        },
    )
    if not edition.prizes.exists():
        replace_prizes(
            edition,
            [
                PrizeLine(amount=Decimal(10000), currency="EUR", texts=texts.WINNER),
                PrizeLine(texts=texts.MENTORING),
            ],
        )
        edition.sponsors.create(name="Demo Ventures", url="https://example.org/")
    _give_roles(edition)
    edition.applications.filter(state=State.FINALIST).delete()
    for place, finalist in enumerate(finalists, start=1):
        Application.objects.create(
            edition=edition,
            company=finalist.company,
            one_liner=finalist.one_liner,
            website=finalist.website,
            contact_name="Demo Founder",
            contact_email=f"finalist{place}@demo.example",
            answers=finalist.answers,
            state=State.FINALIST,
            running_order=place,
            submitted_at=now,
        )
    return edition


def _give_roles(edition: Edition) -> None:
    organiser, host, steward = person(ORGANISER_EMAIL), person(HOST_EMAIL), person(STEWARD_EMAIL)
    User.objects.filter(pk=organiser.pk).update(may_create_editions=True)
    User.objects.filter(pk=steward.pk).update(is_steward=True)
    grant_role(user=organiser, edition_id=edition.pk, role=Role.ORGANISER)
    grant_role(user=host, edition_id=edition.pk, role=Role.HOST)
