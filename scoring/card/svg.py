"""Small plots as SVG that a strict content policy lets through: attributes and classes only, no style, no script.

A plot is drawn in a box of `WIDTH` by `HEIGHT` units whose letters stay readable on a phone. Colours come from the
page's classes; the attributes beside them are what a viewer without the page's style sheet sees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

WIDTH, HEIGHT = 420, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 14, 46
LETTER = 13

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """From low to high, with a label and the values at which a line is drawn."""

    label: str
    low: float
    high: float
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low)


@dataclass
class Plot:
    """One plot, built up by what is drawn in it.

    Attributes
    ----------
    name : unlike any other's on the page; the ids of title and description are made from it.
    title, description : what a screen reader says.
    """

    name: str
    title: str
    description: str
    x: Axis
    y: Axis
    drawn: list[str] = field(default_factory=list)
    keys: list[tuple[str, str]] = field(default_factory=list)

    def at(self, point: Point) -> Point:
        """A point of the axes in the units of the box."""
        across, up = self.x.share(point[0]), self.y.share(point[1])
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    def line(self, points: Sequence[Point], kind: str, label: str = "", *, dashes: str = "") -> None:
        """A line through points; with a label it gets a key."""
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        self.drawn.append(
            f'<polyline class="plot-{kind}" fill="none" stroke="currentColor" stroke-width="2"{dashed} '
            f'points="{_points([self.at(point) for point in points])}"/>'
        )
        if label:
            self.keys.append((label, f'<path d="M0 0h20" class="plot-{kind}" {_stroke(dashed)}/>'))

    def area(self, lower: Sequence[Point], upper: Sequence[Point], kind: str) -> None:
        """The area between two lines."""
        around = [self.at(point) for point in (*lower, *reversed(upper))]
        self.drawn.append(
            f'<polygon class="plot-{kind}" fill="currentColor" fill-opacity="0.18" points="{_points(around)}"/>'
        )

    def dot(self, point: Point, kind: str, low: float | None = None, high: float | None = None) -> None:
        """A dot, and a bar from low to high where both are known."""
        x, y = self.at(point)
        if low is not None and high is not None:
            (_, bottom), (_, top) = self.at((point[0], low)), self.at((point[0], high))
            self.drawn.append(
                f'<path class="plot-{kind}" stroke="currentColor" stroke-width="1.5" '
                f'd="M{x:.1f} {bottom:.1f}V{top:.1f}"/>'
            )
        self.drawn.append(
            f'<circle class="plot-{kind}" fill="currentColor" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
        )

    def bar(self, left: float, right: float, value: float, kind: str) -> None:
        """A bar from zero."""
        (x, y), (end, foot) = self.at((left, value)), self.at((right, 0.0))
        self.drawn.append(
            f'<rect class="plot-{kind}" fill="currentColor" x="{x:.1f}" y="{y:.1f}" '
            f'width="{end - x:.1f}" height="{max(foot - y, 0):.1f}"/>'
        )

    def key(self, label: str, kind: str) -> None:
        """A key with a square."""
        self.keys.append((label, f'<path d="M2 -5h12v10h-12z" class="plot-{kind}" fill="currentColor"/>'))

    def svg(self) -> str:
        """The plot as one SVG element."""
        rows = (len(self.keys) + 1) // 2
        height = HEIGHT + 20 * rows
        parts = [
            f'<svg class="plot" role="img" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
            f"aria-labelledby={quoteattr(f'{self.name}-title {self.name}-text')}>",
            f'<title id="{self.name}-title">{escape(self.title)}</title>',
            f'<desc id="{self.name}-text">{escape(self.description)}</desc>',
            *self._frame(),
            *self.drawn,
            *self._legend(),
            "</svg>",
        ]
        return "\n".join(parts)

    def _frame(self) -> list[str]:
        parts = []
        for tick in self.x.ticks:
            (x, foot), (_, top) = self.at((tick, self.y.low)), self.at((tick, self.y.high))
            parts.append(_rule(f"M{x:.1f} {foot:.1f}V{top:.1f}"))
            parts.append(_text(x, foot + 17, f"{tick:g}", "middle"))
        for tick in self.y.ticks:
            (x, y), (end, _) = self.at((self.x.low, tick)), self.at((self.x.high, tick))
            parts.append(_rule(f"M{x:.1f} {y:.1f}H{end:.1f}"))
            parts.append(_text(x - 7, y + 4.5, f"{tick:g}", "end"))
        middle = (TOP + HEIGHT - BOTTOM) / 2
        parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 9, self.x.label, "middle"))
        turned = f' transform="rotate(-90 13 {middle:.1f})"'
        parts.append(_text(13, middle, self.y.label, "middle", turned))
        return parts

    def _legend(self) -> list[str]:
        parts = []
        for place, (label, mark) in enumerate(self.keys):
            x, y = LEFT + (place % 2) * 180, HEIGHT + 8 + 20 * (place // 2)
            parts.append(f'<g transform="translate({x} {y})">{mark}</g>')
            parts.append(_text(x + 27, y + 4.5, label, "start"))
        return parts


def _rule(path: str) -> str:
    return f'<path class="plot-rule" stroke="currentColor" stroke-opacity="0.2" d="{path}"/>'


def _text(x: float, y: float, words: str, anchor: str, more: str = "") -> str:
    return (
        f'<text class="plot-text" fill="currentColor" font-family="sans-serif" font-size="{LETTER}" '
        f'text-anchor="{anchor}" x="{x:.1f}" y="{y:.1f}"{more}>{escape(words)}</text>'
    )


def _points(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _stroke(dashed: str) -> str:
    return f'stroke="currentColor" stroke-width="2"{dashed}'
