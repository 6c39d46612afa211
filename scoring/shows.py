"""Which shows a jury judged, told by the competition: the jury's side knows no show, so it asks by a setting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class JudgedShow:
    """A show that was opened with a jury.

    Attributes
    ----------
    edition, number : slug of the edition and number of its show.
    revealed : whether its result is out; until then the jury is in use on a stage.
    """

    edition: str
    title: str
    number: int
    opened_at: datetime
    revealed: bool


def shows_judged_by(version: str) -> list[JudgedShow]:
    """Every show that was opened with the jury of this version, newest first."""
    ask: Callable[[str], list[JudgedShow]] = import_string(settings.JURY_SHOWS)
    return ask(version)
