"""A jury's figures as tables for its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.comparing.words import BADGES, SYMBOLS, number, signed
from scoring.promotion.gate import word
from scoring.promotion.words import between, figure, verdict

SHOWN = ("auc", "brier", "log_loss", "ece", "calibration_slope", "average_precision", "precision_at_10")


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure with its interval; `value` is "–" where it was not measured."""

    value: str
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """Figures of several judges on the same rows."""

    key: str
    title: str
    note: str
    judges: list[str]
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the jury differs from the points rule by one figure."""

    name: str
    difference: str
    interval: str
    word: str
    symbol: str
    badge: str


def tables(metrics: Mapping[str, Any]) -> list[Table]:
    """What was measured of a jury: on cross-validated rows, on the frozen hold-out, or, where it was trained elsewhere,
    what its training told. `metrics` are a jury's, or the figures that a step of the record kept.
    """
    found = [
        _table(
            "cross_validated", _("Cross-validated"), _cross_validated(metrics.get("cross_validated")), metrics
        ),
        _table("held_out", _("On the frozen hold-out"), _held_out(metrics.get("held_out")), metrics),
    ]
    told = [table for table in found if table]
    return told or _own(metrics)


def headline(metrics: Mapping[str, Any]) -> list[Line]:
    """The few figures that a first page has room for."""
    found = tables(metrics)
    return [line for line in found[0].lines[:2] if line.cells] if found else []


def verdicts(metrics: Mapping[str, Any]) -> list[Verdict]:
    """The differences to the points rule on cross-validated rows."""
    measured = metrics.get("cross_validated")
    differences = measured.get("differences") or {} if isinstance(measured, Mapping) else {}
    return [
        _verdict(name, {**rivals["points_rule"], "word": word(name, rivals["points_rule"])})
        for name, rivals in differences.items()
        if "p" in rivals.get("points_rule", {})
    ]


def compared(kept: Mapping[str, Any]) -> list[Verdict]:
    """The differences to the champion of that time, as a step of the record kept them."""
    found = (kept.get("comparison") or {}).get("figures", [])
    return [
        _verdict(each["name"], {**each["difference"], "difference": each["difference"]["value"]})
        for each in found
        if (each.get("difference") or {}).get("value") is not None
    ]


def _verdict(name: str, found: Mapping[str, Any]) -> Verdict:
    return Verdict(
        figure(name),
        signed(found["difference"]),
        between(found.get("low"), found.get("high")),
        verdict(found["word"]),
        SYMBOLS.get(found["word"], ""),
        BADGES.get(found["word"], ""),
    )


def _cross_validated(found: Any) -> str:
    if not isinstance(found, Mapping) or not found:
        return ""
    startups = ngettext("%(rows)s startup", "%(rows)s startups", found["rows"])
    return _(
        "%(startups)s, each scored only by juries trained alike without it: %(times)s × %(folds)s folds."
    ) % {
        "startups": startups % {"rows": number_format(found["rows"], 0, force_grouping=True)},
        "times": found.get("repetitions", 1),
        "folds": found.get("folds", "?"),
    }


def _held_out(found: Any) -> str:
    if not isinstance(found, Mapping) or not found:
        return ""
    startups = ngettext(
        "%(rows)s startup that no training here ever reads.",
        "%(rows)s startups that no training here ever reads.",
        found["rows"],
    )
    return startups % {"rows": number_format(found["rows"], 0, force_grouping=True)}


def _table(key: str, title: str, note: str, metrics: Mapping[str, Any]) -> Table | None:
    measured = metrics.get(key)
    if not isinstance(measured, Mapping) or not measured:
        return None
    judges = {name: measured.get("judges", {}).get(name) for name in ("jury", "points_rule")}
    return _of_judges(key, title, note, {name: found for name, found in judges.items() if found})


def _own(metrics: Mapping[str, Any]) -> list[Table]:
    judges = {"jury": metrics.get("model"), "points_rule": metrics.get("points_rule")}
    measured = {name: found for name, found in judges.items() if isinstance(found, Mapping)}
    if not measured:
        return []
    note = _("From its own training, and kept as it was told. It says little about other startups.")
    return [_of_judges("own", _("As it was trained"), note, measured)]


def _of_judges(key: str, title: str, note: str, judges: Mapping[str, Mapping[str, Any]]) -> Table:
    names = {"jury": _("This jury"), "points_rule": _("Points rule")}
    lines = [
        Line(figure(name), [_cell(found, name) for found in judges.values()])
        for name in SHOWN
        if any(found.get(name) is not None for found in judges.values())
    ]
    return Table(key, title, note, [names[name] for name in judges], lines)


def _cell(found: Mapping[str, Any], name: str) -> Cell:
    if found.get(name) is None:
        return Cell("–")
    return Cell(number(found[name]), between(found.get(f"{name}_low"), found.get(f"{name}_high")))
