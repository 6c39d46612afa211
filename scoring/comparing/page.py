"""A comparison's result as its page shows it: rows of text, and what the charts draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from scoring.comparing.words import BADGES, HINTS, NAMES, SYMBOLS, WORDS, number, signed, verdict, warnings
from scoring.core.questionnaire import Questionnaire, load
from scoring.core.words import points

JUDGES = ("candidate", "champion", "points_rule")
JURIES = ("candidate", "champion")
ALARMS = tuple(tenth / 10 for tenth in range(11))
"""At which shares of false alarms the table that stands for the ROC plot tells what is found."""
Result = Mapping[str, Any]
Row = dict[str, Any]


def told(result: Result, version: str = "v1") -> Row:
    """Everything on the page.

    Parameters
    ----------
    result : of `scoring.core.evaluation.paired`.
    version : of the questionnaire that both juries ask.
    """
    figures = {figure["name"]: figure for figure in result["figures"]}
    return {
        "verdict": verdict(result),
        "warnings": warnings(result),
        "figures": [_figure(figure) for figure in result["figures"]],
        "roc": _roc_rows(result["roc"]) if result["roc"]["candidate"] else [],
        "roc_told": _roc_told(figures["auc"]),
        "reliability": {jury: _bins(result["reliability"][jury]) for jury in JURIES},
        "reliability_told": _reliability_told(figures["ece"], result["reliability"]["by_chance"]),
        "movers": [_mover(mover, load(version)) for mover in result["movers"]],
        "shows": [_show(show) for show in result["finalists"]],
        "charts": _charts(result),
    }


def _figure(figure: Row) -> Row:
    name = figure["name"]
    return {
        "name": NAMES[name],
        "hint": HINTS[name],
        "judges": [_value(figure[judge]) for judge in JUDGES],
        "difference": _difference(figure["difference"]),
        "against_points": _difference(figure["against_points"]),
    }


def _value(given: Row) -> Row:
    known = given["value"] is not None
    return {
        "value": number(given["value"]) if known else _("none"),
        "interval": _between(given, number),
    }


def _difference(given: Row) -> Row:
    word = given["word"]
    return {
        "value": signed(given["value"]) if given["value"] is not None else _("none"),
        "interval": _between(given, signed),
        "word": WORDS[word],
        "symbol": SYMBOLS[word],
        "badge": BADGES[word],
    }


def _between(given: Row, write: Any) -> str:
    if given["low"] is None or given["high"] is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": write(given["low"]), "high": write(given["high"])}


def _roc_told(auc: Row) -> str:
    if auc["candidate"]["value"] is None:
        return ""
    return _(
        "Area under the curve: candidate %(candidate)s, champion %(champion)s, points rule %(points)s."
    ) % {
        "candidate": number(auc["candidate"]["value"]),
        "champion": number(auc["champion"]["value"]),
        "points": number(auc["points_rule"]["value"]),
    }


def _reliability_told(ece: Row, by_chance: Row) -> str:
    sentence = _(
        "Calibration error: candidate %(candidate)s, where a perfect jury with its scores would show "
        "%(candidate_chance)s by chance on so many startups; champion %(champion)s, where it would be "
        "%(champion_chance)s."
    )
    return sentence % {
        "candidate": number(ece["candidate"]["value"]),
        "candidate_chance": number(by_chance["candidate"]),
        "champion": number(ece["champion"]["value"]),
        "champion_chance": number(by_chance["champion"]),
    }


def _roc_rows(curves: Mapping[str, list[list[float]]]) -> list[Row]:
    return [
        {
            "alarms": _percent(alarms),
            "found": [_percent(found_at(curves[judge], alarms)) for judge in JUDGES],
        }
        for alarms in ALARMS
    ]


def found_at(curve: Sequence[Sequence[float]], alarms: float) -> float:
    """The share of successes that a ROC curve finds at a share of false alarms, straight between its corners."""
    before = curve[0]
    for corner in curve:
        if corner[0] > alarms:
            share = (alarms - before[0]) / (corner[0] - before[0])
            return before[1] + share * (corner[1] - before[1])
        before = corner
    return before[1]


def _bins(bins: list[Row]) -> list[Row]:
    return [
        {
            "mean": _percent(each["mean"]),
            "share": _percent(each["share"]),
            "interval": _("%(low)s to %(high)s")
            % {"low": _percent(each["low"]), "high": _percent(each["high"])},
            "rows": each["rows"],
        }
        for each in bins
    ]


def _percent(share: float) -> str:
    return _("%(number)s%%") % {"number": number(100 * share, 0)}


def _mover(mover: Row, asked: Questionnaire) -> Row:
    """In tenths of a point that add up as they are written: what rounding leaves is in the rest."""
    language = _language(asked)
    tenths = {jury: round(10 * mover[jury]) for jury in JURIES}
    move = tenths["candidate"] - tenths["champion"]
    start = round(10 * mover["start"])
    reasons = [(reason["question"], round(10 * reason["points"])) for reason in mover["why"]]
    rest = move - start - sum(change for _question, change in reasons)
    return {
        "company": "" if mover["row"] else mover["who"],
        "row": mover["row"],
        "outcome": mover["outcome"],
        "champion": number(tenths["champion"] / 10, 1),
        "candidate": number(tenths["candidate"] / 10, 1),
        "move": points(move / 10, language),
        "up": move > 0,
        "start": points(start / 10, language) if start else "",
        "reasons": [
            {"text": asked.question(key).text[language], "points": points(change / 10, language)}
            for key, change in reasons
        ],
        "rest": points(rest / 10, language) if rest else "",
    }


def _language(asked: Questionnaire) -> str:
    language = get_language() or ""
    return language if language in asked.languages else asked.languages[0]


def _show(show: Row) -> Row:
    return {
        "title": show["title"],
        "show": show["show"],
        "contenders": [
            {
                "company": each["company"],
                "rank_then": each["rank_then"],
                "score_then": number(each["score_then"], 2),
                "rank_champion": each["rank_champion"],
                "champion": number(each["champion"], 2),
                "rank_candidate": each["rank_candidate"],
                "candidate": number(each["candidate"], 2),
                "climbed": each["rank_champion"] - each["rank_candidate"],
                "fell": each["rank_candidate"] - each["rank_champion"],
            }
            for each in show["contenders"]
        ],
    }


def _charts(result: Result) -> Row:
    """What the page's script reads: curves, bins, and the words on the axes."""
    return {
        "roc": result["roc"],
        "reliability": {jury: result["reliability"][jury] for jury in JURIES},
        "words": {
            "candidate": _("Candidate"),
            "champion": _("Champion"),
            "points_rule": _("Points rule"),
            "coin": _("A coin"),
            "perfect": _("Perfect"),
            "alarms": _("Failures placed above"),
            "found": _("Successes found"),
            "said": _("Score, as a share"),
            "were": _("Share of successes"),
        },
    }
