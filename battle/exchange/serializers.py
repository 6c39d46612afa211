"""What the API takes and tells of tables that come in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers

from battle.exchange.models import Intake
from battle.exchange.plan import Plan, Row
from battle.exchange.told import problem_told

MOST_TOLD = 1_000


class IntakeInput(serializers.Serializer[Any]):
    """A table and what its columns hold; columns that are not named are recognised by their names."""

    file = serializers.FileField(allow_empty_file=True)
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False, default="en")
    mapping = serializers.JSONField(
        required=False,
        help_text="By a column's name, what it holds: a field, answers.<key>, facts.<key>, or an empty text.",
    )
    dry_run = serializers.BooleanField(required=False, default=True)
    skip_wrong = serializers.BooleanField(
        required=False, default=False, help_text="Take the others in although some rows are wrong."
    )
    with_finalists = serializers.BooleanField(required=False, default=False)

    def validate_mapping(self, value: Any) -> dict[str, str]:
        if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
            raise serializers.ValidationError("An object of texts is needed.", code="not_an_object")
        return value


class CellProblemOutput(serializers.Serializer[Any]):
    column = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()
    value = serializers.CharField()


class RowOutput(serializers.Serializer[Any]):
    row = serializers.IntegerField()
    kind = serializers.CharField()
    key = serializers.CharField(help_text="Of the application that is there already.")
    changes = serializers.ListField(help_text="What it holds, what stood there, what would stand there.")
    problems = CellProblemOutput(many=True)


class IntakeOutput(serializers.Serializer[Any]):
    """What became, or would become, of a table. Equal rows are counted only; of the others the first 1,000 are told."""

    key = serializers.CharField()
    taken = serializers.BooleanField()
    mapping = serializers.DictField(child=serializers.CharField())
    counts = serializers.DictField(child=serializers.IntegerField())
    rows = RowOutput(many=True)


def intake_told(intake: Intake, plan: Plan, *, taken: bool) -> dict[str, Any]:
    """An intake for `IntakeOutput`."""
    told = [row for row in plan.rows if row.kind != "same"][:MOST_TOLD]
    return {
        "key": intake.key,
        "taken": taken,
        "mapping": {intake.header[int(place)]: target for place, target in intake.mapping.items()},
        "counts": plan.counts,
        "rows": [_row(row, intake.header) for row in told],
    }


def _row(row: Row, header: list[str]) -> dict[str, Any]:
    return {
        "row": row.number,
        "kind": row.kind.value,
        "key": row.application_key,
        "changes": [list(change) for change in row.changes],
        "problems": [
            {
                "column": header[trouble.column] if trouble.column is not None else "",
                "code": trouble.code,
                "detail": problem_told(trouble.code, trouble.params),
                "value": trouble.value,
            }
            for trouble in row.troubles
        ],
    }
