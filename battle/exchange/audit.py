"""Who changed what and when in an edition: the histories that the rooms keep, merged, field by field.

Which models keep one is asked of simple_history itself, so that a room above this one is told too. A history belongs to
an edition by its foreign key to it, or by one to something that has such a key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Max, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.text import capfirst
from simple_history.models import registered_models

from battle.editions.models import Edition

UNTOLD = {"revisions", "revision", "changed_at", "touched_at", "password", "last_login"}
SHOWN = 300


@dataclass(frozen=True, slots=True)
class Kept:
    """One model's history and how it leads to an edition. `name` stands in the address."""

    name: str
    model: type[Model]
    path: str

    @property
    def label(self) -> str:
        return str(capfirst(self.model._meta.verbose_name))

    def rows(self, edition: Edition) -> QuerySet[Any]:
        return history_of(self.model).filter(**{self.path: edition.pk}).order_by()


@dataclass(frozen=True, slots=True)
class Asked:
    """What an audit is narrowed to; whatever is unknown counts as not asked for."""

    kinds: tuple[str, ...] = ()
    by: int | None = None
    of: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one thing by one person; nobody is behind what a task did."""

    at: datetime
    kind: str
    what: str
    how: str
    by: str
    reason: str
    fields: list[FieldChange]


def history_of(model: type[Model]) -> Any:
    return getattr(model, model._meta.simple_history_manager_attribute)  # type: ignore[attr-defined]


@lru_cache(maxsize=1)
def kept_histories() -> tuple[Kept, ...]:
    """Every history that belongs to editions, by name."""
    found = []
    for model in registered_models.values():
        if path := _path_to_edition(model):
            found.append(Kept(model._meta.model_name, model, path))
    return tuple(sorted(found, key=lambda kept: kept.name))


def _path_to_edition(model: type[Model]) -> str:
    if model is Edition:
        return "id"
    keys = [field for field in model._meta.concrete_fields if field.is_relation]
    for field in keys:
        if field.related_model is Edition:
            return str(field.attname)
    for field in keys:
        for further in field.related_model._meta.concrete_fields:
            if further.is_relation and further.related_model is Edition:
                return f"{field.name}__{further.attname}"
    return ""


class Changes:
    """The changes that were asked for, the latest first; to be cut into pages, each in a handful of queries."""

    def __init__(self, edition: Edition, asked: Asked) -> None:
        self.edition = edition
        wanted = [kept for kept in kept_histories() if not asked.kinds or kept.name in asked.kinds]
        self.parts = {kept.name: (kept, _narrow(kept, kept.rows(edition), asked)) for kept in wanted}
        if asked.of:
            self.parts = {name: part for name, part in self.parts.items() if part[1] is not None}

    def count(self) -> int:
        """How many there are, in one query."""
        counts = [
            rows.annotate(all=Value(1)).values("all").annotate(n=Count("pk")) for _k, rows in self._rows()
        ]
        if not counts:
            return 0
        return sum(row["n"] for row in _union(query.values("n") for query in counts))

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, wanted: slice) -> list[Change]:
        places = [
            rows.annotate(kind=Value(name)).values("kind", "pk", "history_date")
            for name, (_kept, rows) in self.parts.items()
            if rows is not None
        ]
        if not places:
            return []
        found = list(_union(places).order_by("-history_date", "kind", "-pk")[wanted])
        keys = defaultdict(list)
        for place in found:
            keys[place["kind"]].append(place["pk"])
        told = _Told({name: self._with_earlier(name, pks) for name, pks in keys.items()})
        return [told.change(self.parts[place["kind"]][0], place["pk"]) for place in found]

    def _rows(self) -> list[tuple[Kept, QuerySet[Any]]]:
        return [(kept, rows) for kept, rows in self.parts.values() if rows is not None]

    def _with_earlier(self, name: str, pks: list[int]) -> dict[int, tuple[Any, Any]]:
        """By key: a row of the history and the one before it of the same thing, in one query."""
        history = history_of(self.parts[name][0].model)
        before = history.filter(id=OuterRef("id"), pk__lt=OuterRef("pk")).order_by().values("id")
        earlier = before.annotate(last=Max("history_id")).values("last")
        chosen = history.filter(pk__in=pks).order_by()
        both = history.filter(Q(pk__in=pks) | Q(pk__in=chosen.annotate(e=Subquery(earlier)).values("e")))
        rows = {row.pk: row for row in both}
        last: dict[Any, Any] = {}
        pairs = {}
        for pk in sorted(rows):
            row = rows[pk]
            pairs[pk] = (row, last.get(row.id))
            last[row.id] = row
        return pairs


class _Told:
    """Rows of histories in words, with the names of the people in them, looked up at once."""

    def __init__(self, pairs: dict[str, dict[int, tuple[Any, Any]]]) -> None:
        self.pairs = pairs
        people = {
            value
            for rows in pairs.values()
            for row, earlier in rows.values()
            for one in (row, earlier)
            if one is not None
            for value in (one.history_user_id, *(getattr(one, f.attname) for f in _people_in(type(one))))
            if value
        }
        users = get_user_model().objects.filter(pk__in=people) if people else []
        self.people = {user.pk: str(user) for user in users}

    def change(self, kept: Kept, pk: int) -> Change:
        row, earlier = self.pairs[kept.name][pk]
        return Change(
            at=row.history_date,
            kind=kept.label,
            what=self._named(kept, row),
            how=row.history_type,
            by=self.people.get(row.history_user_id, ""),
            reason=row.history_change_reason or "",
            fields=[] if row.history_type == "-" else list(self._fields(kept, row, earlier)),
        )

    def _named(self, kept: Kept, row: Any) -> str:
        for name in ("company", "name", "text"):
            if value := getattr(row, name, ""):
                return str(value)
        if key := getattr(row, "key", ""):
            return str(key)
        people = [
            self.people[pk] for f in _people_in(type(row)) if (pk := getattr(row, f.attname)) in self.people
        ]
        return people[0] if people else f"#{row.id}"

    def _fields(self, kept: Kept, row: Any, earlier: Any) -> Iterator[FieldChange]:
        for field in row.tracked_fields:
            if field.name in UNTOLD or field.primary_key or field.related_model is Edition:
                continue
            old = getattr(earlier, field.attname) if earlier is not None else None
            new = getattr(row, field.attname)
            if old == new or (old in (None, "", {}, []) and new in (None, "", {}, [])):
                continue
            if isinstance(old or {}, dict) and isinstance(new or {}, dict) and (old or new):
                yield from self._keys(field, old or {}, new or {})
            else:
                label = str(capfirst(field.verbose_name))
                yield FieldChange(label, self._value(field, old), self._value(field, new))

    def _keys(self, field: Any, old: dict[str, Any], new: dict[str, Any]) -> Iterator[FieldChange]:
        for key in sorted(old.keys() | new.keys()):
            if old.get(key) != new.get(key):
                label = f"{capfirst(field.verbose_name)}: {key}"
                yield FieldChange(label, *(self._value(None, one.get(key)) for one in (old, new)))

    def _value(self, field: Any, value: Any) -> str:
        if value is None or value == "":
            return ""
        if field is not None and field.is_relation:
            return self.people.get(value, f"#{value}")
        if field is not None and field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%d %H:%M UTC")
        return str(value)[:SHOWN]


def people_of(edition: Edition) -> list[tuple[int, str]]:
    """Whoever changed anything in an edition, for a choice; in two queries."""
    parts = [kept.rows(edition).values("history_user_id").distinct() for kept in kept_histories()]
    found = {row["history_user_id"] for row in _union(parts)} - {None}
    users = get_user_model().objects.filter(pk__in=found)
    return sorted(((user.pk, str(user)) for user in users), key=lambda person: person[1].casefold())


def _people_in(history: type[Model]) -> list[Any]:
    user = get_user_model()
    return [f for f in history.tracked_fields if f.is_relation and f.related_model is user]  # type: ignore[attr-defined]


def _narrow(kept: Kept, rows: QuerySet[Any], asked: Asked) -> QuerySet[Any] | None:
    """The rows that were asked for; None where a model has no such thing at all."""
    if asked.by is not None:
        rows = rows.filter(history_user_id=asked.by or None) if asked.by else rows.filter(history_user=None)
    if asked.since:
        rows = rows.filter(history_date__date__gte=asked.since)
    if asked.until:
        rows = rows.filter(history_date__date__lte=asked.until)
    if asked.of:
        names = {field.name for field in kept.model._meta.concrete_fields}
        if "application" in names:
            return rows.filter(application__key=asked.of)
        return rows.filter(key=asked.of) if {"key", "company"} <= names else None
    return rows


def _union(queries: Iterable[QuerySet[Any]]) -> QuerySet[Any]:
    first, *others = queries
    return first.union(*others, all=True) if others else first
