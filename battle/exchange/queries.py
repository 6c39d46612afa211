"""Reads of the exchange room."""

from django.db.models import QuerySet

from battle.editions.models import Edition
from battle.exchange.enums import Kind
from battle.exchange.models import Forgetting, Intake, IntakeRow


def intakes_of(edition: Edition) -> QuerySet[Intake]:
    """An edition's tables, the newest first, with who sent them."""
    return Intake.objects.filter(edition=edition).select_related("by").defer("samples", "header", "mapping")


def rows_of(intake: Intake, kind: str) -> QuerySet[IntakeRow]:
    """The rows of a preview of one kind, in the order of the file."""
    return intake.rows.filter(kind=kind).order_by("number")


def wrong_rows(intake: Intake) -> QuerySet[IntakeRow]:
    return rows_of(intake, Kind.WRONG)


def forgettings_of(edition: Edition) -> QuerySet[Forgetting]:
    """When an edition's personal data was anonymised, the latest first."""
    return Forgetting.objects.filter(edition=edition).select_related("by")
