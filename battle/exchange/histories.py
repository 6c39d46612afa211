"""The histories that the rooms keep, and rows of several of them read at once.

Which models keep one is asked of simple_history itself, so that a room above this one is told too. A history belongs to
an edition by its foreign key to it, or by one to something that has such a key.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, JSONField, Max, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject
from django.utils.text import capfirst
from simple_history.models import registered_models

from battle.editions.models import Edition

ABOUT = ("history_id", "history_date", "history_type", "history_user_id", "history_change_reason")
# A function of PostgreSQL takes a hundred arguments: fifty columns with their names.
COLUMNS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """One model's history and how it leads to an edition. `name` stands in the address."""

    name: str
    model: type[Model]
    path: str

    @property
    def fields(self) -> list[Any]:
        return list(history_of(self.model).model.tracked_fields)

    @property
    def label(self) -> str:
        return str(capfirst(self.model._meta.verbose_name))

    def rows(self, edition: Edition) -> QuerySet[Any]:
        return history_of(self.model).filter(**{self.path: edition.pk}).order_by()


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
        for further in (field.related_model or model)._meta.concrete_fields:
            if further.is_relation and further.related_model is Edition:
                return f"{field.name}__{further.attname}"
    return ""


Pairs = dict[Kept, dict[int, tuple[Any, Any]]]


def pairs_of(wanted: Mapping[Kept, list[int]]) -> Pairs:
    """By history and key: a row, and the one before it of the same thing or None. One query, however many histories.

    Rows of different histories have different columns, so each row comes as JSON.
    """
    if not wanted:
        return {}
    columns = {
        kept: ["id", *ABOUT, *(f.attname for f in kept.fields if f.attname != "id")] for kept in wanted
    }
    parts = max(-(-len(names) // COLUMNS_AT_ONCE) for names in columns.values())
    queries = []
    for kept, pks in wanted.items():
        chunks = [columns[kept][part * COLUMNS_AT_ONCE :][:COLUMNS_AT_ONCE] for part in range(parts)]
        told = [JSONObject(**{name: F(name) for name in chunk}) for chunk in chunks]
        queries.append(_with_earlier(kept, pks).values_list(Value(kept.name), *told))
    found: dict[str, list[Any]] = {kept.name: [] for kept in wanted}
    for name, *objects in union(queries):
        found[name].append({column: value for each in objects for column, value in each.items()})
    return {kept: _paired(kept, found[kept.name]) for kept in wanted}


def _with_earlier(kept: Kept, pks: list[int]) -> QuerySet[Any]:
    history = history_of(kept.model)
    before = history.filter(id=OuterRef("id"), pk__lt=OuterRef("pk")).order_by().values("id")
    earlier = before.annotate(last_row=Max("history_id")).values("last_row")
    chosen = history.filter(pk__in=pks).order_by().annotate(row_before=Subquery(earlier))
    both: QuerySet[Any] = history.filter(Q(pk__in=pks) | Q(pk__in=chosen.values("row_before"))).order_by()
    return both


def _paired(kept: Kept, rows: list[dict[str, Any]]) -> dict[int, tuple[Any, Any]]:
    fields = {field.attname: field for field in history_of(kept.model).model._meta.concrete_fields}
    last: dict[Any, Any] = {}
    pairs = {}
    for row in sorted(rows, key=lambda row: row["history_id"]):
        values = {name: _as_python(fields[name], value) for name, value in row.items()}
        one = SimpleNamespace(**values)
        pairs[one.history_id] = (one, last.get(one.id))
        last[one.id] = one
    return pairs


def _as_python(field: Any, value: Any) -> Any:
    """A value as the field has it: JSON knows no dates, and SQLite wraps JSON in text."""
    if isinstance(field, JSONField):
        return json.loads(value) if isinstance(value, str) else value
    return (field.target_field if field.is_relation else field).to_python(value)


def people_in(kept: Kept) -> list[Any]:
    """The fields of a history that name a person."""
    user = get_user_model()
    return [field for field in kept.fields if field.is_relation and field.related_model is user]


def union(queries: Iterable[QuerySet[Any]]) -> QuerySet[Any]:
    """All rows of all of them."""
    first, *others = queries
    return first.union(*others, all=True) if others else first
