"""What an organiser's list is narrowed to and sorted by. All of it stands in the list's address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import IntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Length, Lower, Replace
from django.utils.translation import gettext_lazy as _

from battle.applications.answers import questions_asked
from battle.applications.enums import Source, State
from battle.applications.models import Application

# The name in the address and the columns behind it; the key breaks ties, so that no page repeats a row.
SORTS: dict[str, list[Any]] = {
    "company": [Lower("company"), "pk"],
    "-company": [Lower("company").desc(), "pk"],
    "submitted": ["submitted_at", "pk"],
    "-submitted": ["-submitted_at", "pk"],
    "state": ["state", Lower("company"), "pk"],
    "-state": ["-state", Lower("company"), "pk"],
    "answered": ["answered", "pk"],
    "-answered": ["-answered", "pk"],
}
FIRST_SORT = "-submitted"
ANSWERED = {
    "all": _("every question"),
    "most": _("half of them or more"),
    "few": _("less than half"),
    "none": _("none"),
}
DECK = {"yes": _("with a pitch deck"), "no": _("without one")}
SEARCHED = ("company", "one_liner", "contact_name", "contact_email", "website", "reference")
LONGEST_SEARCH, MOST_WORDS = 100, 5

_TEXT = Cast("answers", TextField())
# Keys are slugs and values are numbers, so a colon stands once in each answer: one cheap expression that PostgreSQL and
# SQLite both know, where counting the keys of a JSON object has a different function in each.
NUMBER_OF_ANSWERS = Cast(Length(_TEXT) - Length(Replace(_TEXT, Value(":"), Value(""))), IntegerField())


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for; whatever is unknown counts as not asked for."""

    q: str = ""
    state: str = ""
    answered: str = ""
    deck: str = ""
    language: str = ""
    source: str = ""

    @classmethod
    def asked(cls, parameters: Mapping[str, str]) -> Filters:
        """The filters in an address's query string."""
        known: dict[str, Any] = {
            "state": [state for state in State.values if state != State.DRAFT],
            "answered": ANSWERED,
            "deck": DECK,
            "language": dict(settings.LANGUAGES),
            "source": Source.values,
        }
        taken = {name: parameters.get(name, "") for name in known}
        taken = {name: value for name, value in taken.items() if value in known[name]}
        q = parameters.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
        return cls(q=q, **taken)

    @property
    def narrowed(self) -> bool:
        return self != Filters()

    @property
    def beyond_state(self) -> bool:
        return replace(self, state="") != Filters()

    def as_query(self) -> dict[str, str]:
        """What stands in the address for these filters."""
        return {name: value for name, value in asdict(self).items() if value}

    def narrow(self, found: QuerySet[Application]) -> QuerySet[Application]:
        """Those of `found` that pass every filter."""
        for name in ("state", "language", "source"):
            if value := getattr(self, name):
                found = found.filter(**{name: value})
        if self.deck:
            found = found.exclude(deck="") if self.deck == "yes" else found.filter(deck="")
        if self.answered:
            found = found.filter(_share(self.answered))
        for word in self.q.split()[:MOST_WORDS]:
            somewhere = Q()
            for field in SEARCHED:
                somewhere |= Q(**{f"{field}__icontains": word})
            found = found.filter(somewhere)
        return found


def _share(wanted: str) -> Q:
    asked = len(questions_asked().questions)
    half = (asked + 1) // 2
    shares = {
        "all": Q(answered__gte=asked),
        "most": Q(answered__gte=half),
        "few": Q(answered__lt=half, answered__gt=0),
        "none": Q(answered=0),
    }
    return shares[wanted]


def listed(found: QuerySet[Application], filters: Filters, sort: str) -> QuerySet[Application]:
    """What passes the filters, in the list's order."""
    found = filters.narrow(found.annotate(answered=NUMBER_OF_ANSWERS))
    return found.order_by(*SORTS.get(sort, SORTS[FIRST_SORT]))


def rows(page: QuerySet[Application], sort: str) -> QuerySet[Application]:
    """A slice of a list with what its rows show; answers and texts stay in the database.

    The slice is chosen by keys alone: else a database counts the answers of every row before it, far down a list.
    """
    found = Application.objects.filter(pk__in=page.values("pk")).annotate(answered=NUMBER_OF_ANSWERS)
    found = found.order_by(*SORTS.get(sort, SORTS[FIRST_SORT]))
    return found.only(*("key", "company", "one_liner", "state", "submitted_at", "language", "source", "deck"))
