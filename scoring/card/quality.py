"""How well scores order and tell outcomes of startups that a jury has not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scoring.card.blocks import Block, Heading, Picture, Table, Text
from scoring.card.svg import Axis, Plot
from scoring.card.words import between, chance, figure, name, percent, signed, with_interval

Study = Mapping[str, Any]
SAME = "not distinguishable"
ORDERING = ("auc", "average_precision", "precision_at_10")
TELLING = ("brier", "log_loss", "ece", "calibration_slope", "calibration_intercept")
SHARES = Axis("predicted share of successes", 0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1))


def how_good(study: Study) -> list[Block]:
    found = study["cross_validation"]
    judges = found["judges"]
    blocks: list[Block] = [
        Heading("How good it is"),
        Text(
            f"Each company was scored by juries trained without it: {found['repetitions']} times {found['folds']}-fold "
            "cross-validation, stratified. The rivals saw the same folds, and gaps were filled for "
            "them as for the jury."
        ),
        Text(_verdicts(found["differences"])),
    ]
    if study["data"].get("behind_the_jury") and not study.get("trained_on_these"):
        blocks.append(
            Text(
                "**Nobody is blind here.** The members of the jury and their settings, and the "
                "thresholds of the points "
                "rule, were chosen with figures on these very companies in view "
                "(`docs/decisions/0004-model-file.md`). On other companies of the same source, kept "
                "apart from whoever built this, the jury was reported to be "
                "not distinguishable from the points rule; that cannot be run again here, so it has no figure on this "
                "card."
            )
        )
    for title, figures in (("How they order startups", ORDERING), ("How they tell outcomes", TELLING)):
        rows = [
            (name(judge), *(with_interval(judged, key) for key in figures))
            for judge, judged in judges.items()
        ]
        header = ("", *(name(key) for key in figures))
        blocks.append(Table(title, header, rows, "cross_validation.judges"))
    for key in ("differences", "differences_to_others"):
        blocks.append(_differences(found[key], key, study["terms"]))
    return blocks


def _verdicts(differences: Mapping[str, Mapping[str, Any]]) -> str:
    """What the tests say, in a sentence for each figure."""
    told = []
    for key, rivals in differences.items():
        groups: dict[str, list[str]] = {}
        for rival, found in rivals.items():
            groups.setdefault(found["verdict"], []).append(name(rival))
        parts = [
            f"**{SAME}** from {_and(rivals_)}" if verdict == SAME else f"{verdict} than {_and(rivals_)}"
            for verdict, rivals_ in groups.items()
        ]
        told.append(f"By {name(key)} the jury is {', and '.join(parts)}.")
    return " ".join(told)


def _differences(differences: Mapping[str, Mapping[str, Any]], key: str, terms: Mapping[str, float]) -> Table:
    titles = {
        "differences": "The jury minus each rival",
        "differences_to_others": "The jury minus what might have been chosen instead",
    }
    rows = [
        (
            f"{name(measured)}: {name(rival)}",
            f"{signed(found['difference'])} {between(found['low'], found['high'])}",
            chance(found["p"], terms),
            chance(found["p_adjusted"], terms),
            found["verdict"],
        )
        for measured, rivals in differences.items()
        for rival, found in rivals.items()
    ]
    header = ("", "difference", "p", "p adjusted", "verdict")
    return Table(titles[key], header, rows, f"cross_validation.{key}")


def this_jury(study: Study) -> list[Block]:
    found = study["as_it_is"]
    judges = {key: found[key] for key in ("model", "points_rule", "base_rate")}
    figures = ("auc", "brier", "log_loss", "ece", "precision_at_10")
    rows = [(name(j), *(with_interval(judged, key) for key in figures)) for j, judged in judges.items()]
    notes = {
        True: "This very jury, on the same companies, is **flattered**: what it was trained on was made from them. "
        "The figures are here so that nobody has to guess how much.",
        False: "This very jury on the same companies, none of which it was trained on.",
        None: "This very jury on the same companies. Whether it was trained on some of them is not "
        "known here; if it was, "
        "these figures flatter it.",
    }
    note = notes[study["data"].get("behind_the_jury")]
    if study.get("trained_on_these"):
        note = (
            "This very jury, on the same companies, is **flattered**: it was trained on these very startups. "
            "That is no judgement of new ones."
        )
    return [
        Heading("This very jury on these companies"),
        Text(note),
        Table("As it is", ("", *(name(key) for key in figures)), rows, "as_it_is"),
    ]


def calibration(study: Study) -> list[Block]:
    bins, judged = study["calibration"]["bins"], study["cross_validation"]["judges"]["jury"]
    noise = study["calibration"]["ece_by_chance"]
    description = (
        "Dots: the share of successes among companies with about the same score, with its 95 % interval. On the dashed "
        "line the share is what the score says."
    )
    plot = Plot(
        "reliability", "Reliability", description, SHARES, Axis("share of successes", 0, 1, SHARES.ticks)
    )
    plot.line([(0, 0), (1, 1)], "even", dashes="4 4")
    for each in bins:
        plot.dot((each["predicted"], each["observed"]), "jury", each["low"], each["high"])
    rows = [
        (
            percent(each["predicted"], 1),
            percent(each["observed"], 1),
            f"{percent(each['low'], 1)} to {percent(each['high'], 1)}",
            figure(each["startups"], 1),
        )
        for each in bins
    ]
    header = ("said", "were successes", "95 % interval", "startups")
    return [
        Heading("Whether shares mean what they say"),
        Text(
            f"Pooled calibration error {with_interval(judged, 'ece')}; so many companies would show "
            f"{figure(noise)} on average if the shares were perfect. Calibration slope "
            f"{with_interval(judged, 'calibration_slope', 2)} and intercept "
            f"{with_interval(judged, 'calibration_intercept', 2)}; perfect is 1 and 0. Above a slope "
            "of 1 scores are too "
            "timid, below too bold."
        ),
        Picture(plot, Table("Reliability", header, rows, "calibration.bins")),
    ]


def order(study: Study) -> list[Block]:
    curve, judged = study["roc"], study["cross_validation"]["judges"]["jury"]
    description = (
        f"How many successes are found for how many false alarms, going down the ranking; AUC "
        f"{with_interval(judged, 'auc')}. Shaded: the pointwise 95 % band. Dashed: a coin."
    )
    shares = (0, 0.2, 0.4, 0.6, 0.8, 1)
    plot = Plot(
        "roc",
        "ROC",
        description,
        Axis("share of failures placed above", 0, 1, shares),
        Axis("share of successes found", 0, 1, shares),
    )
    plot.area(_line(curve, "low"), _line(curve, "high"), "jury")
    plot.line([(0, 0), (1, 1)], "even", dashes="4 4")
    plot.line(_line(curve, "found"), "jury")
    rows = [
        (
            percent(each["false_alarms"]),
            percent(each["found"], 1),
            f"{percent(each['low'], 1)} to {percent(each['high'], 1)}",
        )
        for each in curve[::2]
    ]
    header = ("false alarms", "successes found", "95 % band")
    return [Heading("Which startups it finds"), Picture(plot, Table("ROC", header, rows, "roc"))]


def _line(curve: Sequence[Mapping[str, Any]], key: str) -> list[tuple[float, float]]:
    return [(each["false_alarms"], each[key]) for each in curve]


def lie_of_scores(study: Study) -> list[Block]:
    bins, spread = study["distribution"], study["spread"]
    highest = max(max(each["successes"], each["failures"]) for each in bins)
    top = 5 * (int(highest) // 5 + 1)
    plot = Plot(
        "distribution",
        "Scores by outcome",
        "How many successes and failures score in each ten points, by juries that have not seen them.",
        Axis("score", 0, 100, (0, 20, 40, 60, 80, 100)),
        Axis("companies", 0, top, tuple(range(0, top + 1, 10 if top > 30 else 5))),
    )
    for each in bins:
        middle = (each["from"] + each["to"]) / 2
        plot.bar(each["from"] + 0.7, middle, each["failures"], "other")
        plot.bar(middle, each["to"] - 0.7, each["successes"], "jury")
    plot.key("failures", "other")
    plot.key("successes", "jury")
    rows = [
        (f"{each['from']:g} to {each['to']:g}", figure(each["failures"], 1), figure(each["successes"], 1))
        for each in bins
    ]
    pairs = [
        (
            f"{each['above']:g} to {each['below']:g}",
            figure(each["pairs"], 0),
            percent(each["right"]),
        )
        for each in spread["pairs_by_gap"]
    ]
    quantiles = spread["quantiles"]
    best = " / ".join(figure(value, 0) for value in spread["best_of_a_final"])
    return [
        Heading("How scores lie, and what a gap between two is worth"),
        Picture(plot, Table("Scores by outcome", ("score", "failures", "successes"), rows, "distribution")),
        Table(
            "Quantiles of the scores",
            ("", *(f"{level} %" for level in quantiles)),
            [("score", *(figure(value, 0) for value in quantiles.values()))],
            "spread.quantiles",
        ),
        Text(
            f"The best four of sixteen companies drawn at random score {best} (medians; `spread.best_of_a_final`)."
        ),
        Table(
            "Of a success and a failure: how often the higher score was the success's",
            ("gap in points", "pairs", "higher one was the success"),
            pairs,
            "spread.pairs_by_gap",
        ),
    ]


def _and(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
