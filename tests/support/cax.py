"""The real startups of the shared data as answers to the questionnaire, read by the mapping shipped for them."""

from pathlib import Path
from typing import Any

from scoring.core.importing import read_file
from scoring.core.mapping_file import parse_mapping, read_shipped
from scoring.core.questionnaire import load


def raw_rows(path: Path) -> list[dict[str, Any]]:
    """Each company of the raw file as {"company", "label", "answers"}; answers in natural units and slugs."""
    imported = read_file(path.name, path.read_bytes(), parse_mapping(read_shipped("cax_raw")))
    names, outcomes = imported.raw["Company_Name"], imported.dataset.outcomes
    return [
        {
            "company": name,
            "label": int(outcome),
            "answers": {key: _said(key, value) for key, value in row.items()},
        }
        for name, outcome, row in zip(names, outcomes, imported.answers, strict=True)
    ]


def _said(key: str, value: float) -> str | float:
    """A choice by its slug, a number as it is."""
    return next((option.slug for option in load().question(key).options if option.level == value), value)
