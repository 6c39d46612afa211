"""What a score is worth before everything is answered, and how far it could have come out otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.card.blocks import Block, Heading, Picture, Table, Text
from scoring.card.svg import Axis, Plot
from scoring.card.words import figure, percent, signed

Study = Mapping[str, Any]
KINDS = {"adaptive": "jury", "greedy": "third", "stage": "fourth", "random": "other"}
DASHES = {"adaptive": "", "greedy": "7 3", "stage": "2 3", "random": "9 3 2 3"}


def how_sure(study: Study) -> list[Block]:
    retrained, jury, last = study["spread"]["retrained"], study["jury"], study["band"][-1]
    left_open = (
        f" The training part of this jury's own band is {figure(last['training'], 1)} points after {last['asked']} "
        f"answers: it tells what its {jury['rows']} rows leave open, and not what the {jury['evidence']} companies "
        "behind them do."
        if jury.get("synthetic")
        else ""
    )
    header = (
        "answered",
        "band holds the final score",
        "standard error",
        "width",
        "from gaps",
        "from training",
    )
    tables = [
        Table(title, header, [_band(each) for each in study[key]], key)
        for title, key in (
            ("The band of this jury, on complete companies", "band"),
            ("The band of juries that have not seen the company", "band_cross_validated"),
        )
    ]
    return [
        Heading("How sure it is"),
        Text(
            "The band beside a score should hold the score that will stand when everything is "
            "answered nine times out of "
            "ten. It has two parts, told as standard deviations in points: what is not answered yet, and what the "
            "training data leave open."
        ),
        *tables,
        Text(
            f"Trained {retrained['trainings']} times on other samples of the same real companies, one "
            "company's score has "
            f"a standard deviation of **{figure(retrained['standard_deviation'], 1)} points** (mean over "
            f"{retrained['rows']} companies kept apart; `spread.retrained`).{left_open}"
        ),
    ]


def _band(each: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        f"{each['asked']}",
        percent(each["coverage"], 1),
        percent(each["standard_error"], 1),
        *(figure(each[key], 1) for key in ("width", "unanswered", "training")),
    )


def before_everything_is_answered(study: Study) -> list[Block]:
    curve, own, missing = study["answers_curve"], study["answers_curve_as_it_is"], study["missing_curve"]
    asked = curve["asked"]
    plot = Plot(
        "answers",
        "After some of the answers",
        "Rank correlation of the score after so many answers with the score after all of them, by the order in which "
        "questions are asked; juries that have not seen the companies.",
        Axis("questions answered", 0, asked[-1], tuple(asked[::2])),
        Axis("rank correlation", 0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1)),
    )
    for order, found in curve["orders"].items():
        points = list(zip(asked, found["rank_correlation"], strict=True))
        plot.line(points, KINDS[order], order, dashes=DASHES[order])
    header = ("answered", *curve["orders"])

    def rows(of: Mapping[str, Any], key: str) -> list[tuple[str, ...]]:
        return [
            (f"{k}", *(figure(found[key][place]) for found in of["orders"].values()))
            for place, k in enumerate(of["asked"])
        ]

    gaps = [
        (percent(taken), figure(area), signed(-cost))
        for taken, area, cost in zip(missing["taken"], missing["auc"], missing["cost"], strict=True)
    ]
    return [
        Heading("Before everything is answered"),
        Text(
            f"Measured on the {curve['rows']} companies that answered everything. An adaptive order (the next question "
            "follows from the answers, balanced over the sections) is not sold as more accurate than one fixed greedy "
            "order; the figures of both stand side by side. What it adds is a reason for each question."
        ),
        Picture(
            plot,
            Table(
                "Rank correlation with the full score",
                header,
                rows(curve, "rank_correlation"),
                "answers_curve.orders",
            ),
        ),
        Table("AUC after so many answers", header, rows(curve, "auc"), "answers_curve.orders"),
        Table(
            "Rank correlation with the full score, this very jury",
            header,
            rows(own, "rank_correlation"),
            "answers_curve_as_it_is.orders",
        ),
        Table(
            "With answers taken away at random", ("taken away", "AUC", "difference"), gaps, "missing_curve"
        ),
    ]
