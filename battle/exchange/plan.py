"""What would become of each row of a table, before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from battle.applications.enums import State
from battle.applications.models import Application
from battle.editions.models import Edition
from battle.exchange.cells import BadCell, clean
from battle.exchange.enums import Kind
from battle.exchange.reading import Table
from battle.exchange.targets import ANSWER, FACT, FIELDS, NEEDED, key_of

SHOWN = 200
# Who is there is told apart by these; what another organiser decides about meanwhile is not compared.
COMPARED = ("key", "state", "anonymised_at", "answers", "facts")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a row cannot be taken; `column` is the place of the cell, None for the row as a whole."""

    code: str
    column: int | None = None
    value: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """A row and what becomes of it. `changes` are ``(target, old, new)``."""

    number: int
    cells: list[str]
    kind: Kind = Kind.SAME
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    application: Application | None = None

    @property
    def company(self) -> str:
        known = self.application.company if self.application else ""
        return str(self.values.get("company") or known)

    @property
    def application_key(self) -> str:
        return self.application.key if self.application else ""

    def refuse(self, code: str, column: int | None = None, **params: Any) -> None:
        value = self.cells[column][:SHOWN] if column is not None else ""
        self.troubles.append(Trouble(code, column, value, params))


@dataclass(frozen=True, slots=True)
class Plan:
    rows: list[Row]

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(row.kind for row in self.rows)
        return {kind.value: counted[kind] for kind in Kind}

    @property
    def digest(self) -> str:
        """Changes when anything of what was shown would no longer be what is done."""
        told: list[list[Any]] = [
            [row.number, row.kind, row.application_key, row.changes, sorted(row.values.items())]
            for row in self.rows
            if row.kind != Kind.WRONG
        ]
        return hashlib.sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()


def make_plan(edition: Edition, table: Table, mapping: Mapping[str, str], *, opened: bool) -> Plan:
    """Compare a table with an edition.

    Parameters
    ----------
    mapping : by a column's place, what it holds; other columns are left out.
    opened : the show was opened, so that finalists stay as they are.
    """
    columns = {int(place): target for place, target in mapping.items()}
    known = _Known(edition, columns.values())
    rows = [Row(number, cells) for number, cells in zip(table.numbers, table.rows, strict=True)]
    for row in rows:
        _read(row, columns, len(table.header))
        if not row.troubles:
            known.match(row, columns, opened=opened)
        if row.troubles:
            row.kind = Kind.WRONG
    return Plan(rows)


def _read(row: Row, columns: Mapping[int, str], width: int) -> None:
    if len(row.cells) > width and any(row.cells[width:]):
        row.refuse("too_many_cells", most=width, found=len(row.cells))
        return
    for place, target in columns.items():
        try:
            value = clean(target, row.cells[place])
        except BadCell as bad:
            row.refuse(bad.code, place, **bad.params)
            continue
        if value is not None:
            row.values[target] = value


class _Known:
    """The applications that are there, by what a row can be matched by; and the rows seen so far."""

    def __init__(self, edition: Edition, targets: Iterable[str]) -> None:
        fields = [target for target in targets if target in FIELDS]
        found = Application.objects.filter(edition=edition).only(
            *{*COMPARED, *fields, "company", "contact_email", "reference"}
        )
        self.by_address: dict[str, Application] = {}
        self.by_reference: dict[str, Application] = {}
        for application in found:
            self.by_address[application.contact_email] = application
            if application.reference:
                self.by_reference[application.reference] = application
        self.seen: dict[tuple[str, str], int] = {}

    def match(self, row: Row, columns: Mapping[int, str], *, opened: bool) -> None:
        """Find the row's application, by its reference first, then by the contact's address; say what changes."""
        address, reference = row.values.get("contact_email", ""), row.values.get("reference", "")
        places = {target: place for place, target in columns.items()}
        for name, value in (("contact_email", address), ("reference", reference)):
            if value and (earlier := self.seen.setdefault((name, value), row.number)) != row.number:
                row.refuse("twice_in_the_file", places[name], row=earlier)
        by_address = self.by_address.get(address)
        found = self.by_reference.get(reference) or by_address
        if found is None:
            for name in NEEDED:
                if name not in row.values:
                    row.refuse(f"no_{name}", places.get(name))
            row.kind = Kind.NEW
            return
        row.application = found
        if by_address and by_address.pk != found.pk:
            row.refuse("address_of_another", places.get("contact_email"))
        _compare(row, found, opened=opened)


def _compare(row: Row, found: Application, *, opened: bool) -> None:
    if found.state == State.DRAFT:
        row.refuse("has_a_draft")
        row.application = None
        return
    row.changes = [
        (target, old, new)
        for target, new in row.values.items()
        if (old := value_of(found, target)) != new and not (target == "submitted_at" and old)
    ]
    if not row.changes:
        return
    if found.state == State.WITHDRAWN:
        row.refuse("withdrawn")
    elif found.anonymised_at:
        row.refuse("anonymised")
    elif found.state == State.FINALIST and opened:
        row.refuse("show_opened")
    else:
        row.kind = Kind.HELD if found.state == State.FINALIST else Kind.CHANGED


def value_of(application: Application, target: str) -> Any:
    """What an application says now for a target; None where it says nothing."""
    if target.startswith(ANSWER):
        return application.answers.get(key_of(target))
    if target.startswith(FACT):
        return application.facts.get(key_of(target))
    return getattr(application, target) or None
