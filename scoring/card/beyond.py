"""What the jury looks at, whether invented startups do, and how the method fares on other companies and later years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.card.blocks import Block, Heading, Points, Table, Text
from scoring.card.words import between, figure, name, percent, signed, with_interval

Study = Mapping[str, Any]
DIRECTIONS = {1: "may only raise", -1: "may only lower", 0: "free"}
REMARKABLE = {
    "ip_patent": "a patent or proprietary position",
    "inv_top_fund": "a top fund in the last round",
    "inv_repeat": "investors who came back",
    "team_domain_fit": "experience relevant to the venture",
}
"""What people expect to count for much."""


def what_it_looks_at(study: Study) -> list[Block]:
    sections = [
        (
            name(section),
            figure(found["auc"]),
            f"{signed(found['brings']['difference'])} {between(found['brings']['low'], found['brings']['high'])}",
            found["brings"]["verdict"],
        )
        for section, found in study["ablation"].items()
    ]
    weights = [
        (
            f"`{each['question']}`",
            f"{signed(each['weight'], 2)} {between(each['low'], each['high'], 2)}",
            percent(each["same_sign"]),
            DIRECTIONS[each["direction"]],
        )
        for each in sorted(study["effects"], key=lambda each: -abs(each["weight"]))
    ]
    return [
        Heading("What it looks at"),
        Table(
            "A jury retrained without a section",
            ("without", "AUC", "the section brings", "the jury is, against that"),
            sections,
            "ablation",
        ),
        Text(
            "Whether an answer goes with success in these data, before any direction is imposed: weights of a logistic "
            "regression, per standard deviation of the answer. They are associations; nothing says that changing the "
            "answer changes the outcome."
        ),
        Points([_told(each) for each in study["effects"] if each["question"] in REMARKABLE]),
        Table(
            "What each question goes with",
            (
                "question",
                "weight and 95 % interval",
                "same sign in resamples",
                "direction imposed on the jury",
            ),
            weights,
            "effects",
        ),
    ]


def _told(each: Mapping[str, Any]) -> str:
    """One remarkable question in a sentence that its interval carries."""
    weight = f"{signed(each['weight'], 2)} {between(each['low'], each['high'], 2)}"
    settled = each["low"] > 0 or each["high"] < 0
    sign = "positive" if each["weight"] > 0 else "negative"
    verdict = f"a {sign} weight" if settled else f"no effect that can be told from none ({sign} here)"
    against = each["weight"] * each["direction"] < 0
    end = "; the direction imposed on the jury keeps it from counting against anybody" if against else ""
    what = REMARKABLE[each["question"]]
    return f"{what[0].upper()}{what[1:]}: {verdict}, {weight}{end}."


def invented_startups(study: Study) -> list[Block]:
    found = study["synthetic_against_real"]
    difference = found["difference"]
    return [
        Heading("Whether invented startups can stand in for real ones"),
        Text(
            "Statistics were estimated on one half of the companies, a jury was trained on a cohort "
            "sampled from them and "
            "tested on the other half, beside a jury trained on the real half. The statistics that "
            "ship with the product "
            "play no part: they were estimated on companies that would be tested."
        ),
        Table(
            f"AUC on the other half, mean over {found['splits']} splits",
            ("trained on", "AUC"),
            [
                ("synthetic startups", figure(found["synthetic"])),
                ("real startups", figure(found["real"])),
                ("nothing (points rule)", figure(found["points_rule"])),
            ],
            "synthetic_against_real",
        ),
        Text(
            f"Synthetic minus real: {signed(difference['difference'])} with a standard error of "
            f"{figure(difference['standard_error'])}, **{difference['verdict']}** "
            "(`synthetic_against_real.difference`)."
        ),
    ]


def other_data(study: Study) -> list[Block]:
    if not study["tables"]:
        return []
    blocks: list[Block] = [
        Heading("The method on other companies, and in time"),
        Text(
            "The jury itself cannot be asked about these companies: their records hold other facts than the questions. "
            "What is judged is the method, the same vote with directions and filled gaps, and how it ages. "
            "The boosting that reads gaps is given missing records as they are and may take them for facts, which the "
            "jury must not. The points rule counts the facts with a direction that are better than the median."
        ),
    ]
    for place, table in enumerate(study["tables"]):
        blocks += _table(table, f"tables.{place}")
    return blocks


def _table(table: Mapping[str, Any], source: str) -> list[Block]:
    rows = [
        (name(judge), with_interval(judged, "auc"), with_interval(judged, "brier"), figure(judged["ece"]))
        for judge, judged in table["cross_validation"].items()
    ]
    called = f"{table['name']}, `{table['label']}`"
    blocks: list[Block] = [
        Text(f"`{table['label']}` in {table['name']}: {table.get('meaning') or 'not told'}."),
        Table(
            f"{called}: {table['rows']} companies, {percent(table['success_rate'])} successes, "
            f"{table['folds']} folds",
            ("", "AUC", "Brier", "calibration error"),
            rows,
            f"{source}.cross_validation",
        ),
    ]
    for key in ("temporal", "temporal_by_date_alone"):
        if key in table:
            known = "whose outcome was known by then"
            if key == "temporal_by_date_alone":
                known = "dated before, with outcomes that nobody could know yet"
            blocks += _in_time(
                table[key], f"{called}: trained on {{trained}} rounds {known}", f"{source}.{key}"
            )
    return blocks


def _in_time(found: Mapping[str, Any], told: str, source: str) -> list[Block]:
    called = told.format(trained=found["trained"])
    if "reason" in found:
        return [
            Text(
                f"{called}, tested on {found['tested']} since {found['since']}: {found['reason']} (`{source}`)."
            )
        ]
    rows = [
        (
            name(judge),
            with_interval(judged, "auc"),
            signed(judged["auc_against_folds"]),
            figure(judged["brier"]),
            figure(judged["calibration_slope"], 2),
            figure(judged["calibration_intercept"], 2),
        )
        for judge, judged in found["judges"].items()
    ]
    return [
        Table(
            f"{called}, tested on {found['tested']} since {found['since']}; successes "
            f"{percent(found['base_rate_trained'])} then, {percent(found['base_rate_tested'])} since",
            ("", "AUC", "against folds", "Brier", "calibration slope", "intercept"),
            rows,
            source,
        )
    ]
