"""The model card, made from the JSON of a study alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from scoring.card import beyond, html, markdown, meaning, partial, quality
from scoring.card.blocks import Block

Study = Mapping[str, Any]
SCHEMA = 1
NAME = "model-card"


def blocks_of(study: Study) -> list[Block]:
    """Everything a card says, in its order."""
    return [
        *meaning.what_it_means(study),
        *meaning.what_it_learned_from(study),
        *quality.how_good(study),
        *quality.this_jury(study),
        *quality.calibration(study),
        *quality.order(study),
        *quality.lie_of_scores(study),
        *partial.how_sure(study),
        *partial.before_everything_is_answered(study),
        *beyond.what_it_looks_at(study),
        *beyond.invented_startups(study),
        *beyond.other_data(study),
        *meaning.what_it_does_not_know(study),
        *meaning.again(study),
    ]


def title(study: Study) -> str:
    """The card's headline."""
    return f"Model card: {study['jury'].get('name', 'a jury')}"


def files(study: Study) -> dict[str, str]:
    """The card by file name: Markdown, HTML with its style sheet, and the JSON they are made of.

    Raises
    ------
    ValueError : the JSON is of another schema.
    """
    if study.get("schema") != SCHEMA:
        raise ValueError(f"a card needs a study of schema {SCHEMA}, not {study.get('schema')}")
    blocks, command = blocks_of(study), study["command"]
    return {
        f"{NAME}.md": markdown.render(title(study), blocks, command),
        f"{NAME}.html": html.render(title(study), blocks, command),
        html.STYLE: html.style(),
        f"{NAME}.json": json.dumps(study, indent=1, ensure_ascii=False) + "\n",
    }
