"""Who changed what and when in an edition: the histories that the rooms keep, merged, field by field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, QuerySet, Value
from django.utils.text import capfirst

from battle.editions.models import Edition
from battle.exchange.histories import Kept, Pairs, kept_histories, pairs_of, people_in, union
from battle.exchange.targets import label, targets
from battle.exchange.told import value_told

UNTOLD = {"revisions", "revision", "changed_at", "touched_at", "password", "last_login"}
SHOWN = 300


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


class Changes:
    """The changes that were asked for, the latest first; to be cut into pages, each in a handful of queries."""

    def __init__(self, edition: Edition, asked: Asked, people: Mapping[int, str]) -> None:
        self.people = people
        wanted = [kept for kept in kept_histories() if not asked.kinds or kept.name in asked.kinds]
        self.parts = {kept.name: (kept, _narrow(kept, kept.rows(edition), asked)) for kept in wanted}
        if asked.of:
            self.parts = {name: part for name, part in self.parts.items() if part[1] is not None}

    def count(self) -> int:
        """How many there are, in one query."""
        counts = [
            rows.annotate(every=Value(1)).values("every").annotate(row_count=Count("pk"))
            for _k, rows in self._rows()
        ]
        if not counts:
            return 0
        return sum(row["row_count"] for row in union(query.values("row_count") for query in counts))

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, wanted: slice) -> list[Change]:
        places = [
            rows.annotate(kept_in=Value(name)).values("kept_in", "pk", "history_date")
            for name, (_kept, rows) in self.parts.items()
            if rows is not None
        ]
        if not places:
            return []
        found = list(union(places).order_by("-history_date", "kept_in", "-pk")[wanted])
        keys = defaultdict(list)
        for place in found:
            keys[place["kept_in"]].append(place["pk"])
        told = _Told(pairs_of({self.parts[name][0]: pks for name, pks in keys.items()}), self.people)
        return [told.change(self.parts[place["kept_in"]][0], place["pk"]) for place in found]

    def _rows(self) -> list[tuple[Kept, QuerySet[Any]]]:
        return [(kept, rows) for kept, rows in self.parts.values() if rows is not None]


class _Told:
    """Rows of histories in words, with the names of the people in them; those not known yet are looked up at once."""

    def __init__(self, pairs: Pairs, people: Mapping[int, str]) -> None:
        self.pairs = pairs
        named = {
            getattr(one, name)
            for kept, rows in pairs.items()
            for both in rows.values()
            for one in both
            if one is not None
            for name in ("history_user_id", *(field.attname for field in people_in(kept)))
        }
        missing = named - people.keys() - {None}
        users = get_user_model().objects.filter(pk__in=missing) if missing else []
        self.people = {**people, **{user.pk: str(user) for user in users}}

    def change(self, kept: Kept, pk: int) -> Change:
        row, earlier = self.pairs[kept][pk]
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
        people = [self.people[pk] for f in people_in(kept) if (pk := getattr(row, f.attname)) in self.people]
        return people[0] if people else f"#{row.id}"

    def _fields(self, kept: Kept, row: Any, earlier: Any) -> Iterator[FieldChange]:
        for field in kept.fields:
            if field.name in UNTOLD or field.primary_key or field.related_model is Edition:
                continue
            old = getattr(earlier, field.attname) if earlier is not None else None
            new = getattr(row, field.attname)
            if old == new or (old in (None, "", {}, []) and new in (None, "", {}, [])):
                continue
            if isinstance(old or {}, dict) and isinstance(new or {}, dict) and (old or new):
                yield from self._keys(field, old or {}, new or {})
            else:
                name = str(capfirst(field.verbose_name))
                yield FieldChange(name, self._value(field, old), self._value(field, new))

    def _keys(self, field: Any, old: dict[str, Any], new: dict[str, Any]) -> Iterator[FieldChange]:
        """What is kept by key, key by key; answers in the words of their questions."""
        for key in sorted(old.keys() | new.keys()):
            before, after = old.get(key), new.get(key)
            if before == after:
                continue
            target = f"{field.name}.{key}"
            if target in targets():
                yield FieldChange(label(target), value_told(target, before), value_told(target, after))
            else:
                name = f"{capfirst(field.verbose_name)}: {key}"
                yield FieldChange(name, self._value(None, before), self._value(None, after))

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


def people_of(edition: Edition) -> dict[int, str]:
    """Whoever changed anything in an edition, for a choice; in two queries."""
    parts = [kept.rows(edition).values("history_user_id").distinct() for kept in kept_histories()]
    found = {row["history_user_id"] for row in union(parts)} - {None}
    users = get_user_model().objects.filter(pk__in=found)
    return dict(sorted(((user.pk, str(user)) for user in users), key=lambda person: person[1].casefold()))


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
