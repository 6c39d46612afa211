"""What a client is told about a jury, as data and as text. Nothing in it changes once the jury is registered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.models import JuryModel

SCHEMA = 1
_TOLD = (
    *("version", "sha256", "questionnaire", "format", "trained_on", "synthetic", "rows", "seed"),
    *("label", "label_meaning", "metrics"),
)
_SAID = {
    "version": "Version",
    "sha256": "SHA-256 of the model file",
    "questionnaire": "Questionnaire",
    "trained_on": "Learned from",
    "rows": "Startups in it",
    "seed": "Seed",
    "label": "What counted as success",
    "label_meaning": "That is",
}


def card_facts(record: JuryModel) -> dict[str, Any]:
    """The card as data."""
    return {"schema": SCHEMA, **{name: getattr(record, name) for name in _TOLD}}


def card_text(facts: Mapping[str, Any]) -> str:
    """The card as Markdown, made from its data alone."""
    lines = [f"# Model card: {facts['version']}", ""]
    lines += [
        "A score from 0 to 100 tells how much the answers of a startup resemble those of the successful companies",
        "that this jury learned from. It is not a probability of success and not investment advice.",
        "",
    ]
    lines += [f"- {said}: {facts[name]}" for name, said in _SAID.items() if facts[name] not in ("", None)]
    if facts["synthetic"]:
        lines += [
            "",
            "**These startups are invented**, drawn so that they resemble the statistics of real ones. The jury has",
            "not seen a real company, and the figures below were measured on invented ones.",
        ]
    lines += [
        "",
        "## Figures",
        "",
        "From `card.json`, under `metrics`.",
        "",
        "| figure | value |",
        "|---|---:|",
    ]
    lines += [f"| `{name}` | {_value(value)} |" for name, value in _leaves(facts["metrics"])]
    return "\n".join(lines) + "\n"


def _leaves(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every single figure with where it stands; a long list is a curve, which the data has and a text has not."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _leaves(value, f"{path}.{key}".strip("."))
    elif not isinstance(node, list):
        yield path, node


def _value(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value).replace("|", "/")
