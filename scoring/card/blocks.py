"""What a card is made of, before it becomes Markdown or HTML. In texts, `a` is code and **a** is strong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.card.svg import Plot


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """A list."""

    points: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """Figures with the command that prints them and the place where they stand in the JSON.

    Attributes
    ----------
    rows : the first cell of each names it.
    source : dotted path in the JSON.
    """

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    source: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A plot with the table of what it shows."""

    plot: Plot
    table: Table


Block = Heading | Text | Points | Table | Picture
