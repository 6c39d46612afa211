"""What a score means, where it comes from, and where its knowledge ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.card.blocks import Block, Heading, Points, Table, Text
from scoring.card.words import figure, percent

Study = Mapping[str, Any]


def what_it_means(study: Study) -> list[Block]:
    jury, near = study["jury"], study["spread"]["pairs_by_gap"][0]
    base = f"{jury['base']:g}"
    return [
        Heading("What the score means"),
        Text(
            "**How much a startup resembles the successful companies of the reference cohort**, from 0 to 100. It is "
            "not a probability of success and not investment advice."
        ),
        Points(
            [
                f"Everybody starts at {base}: the score of a startup that has answered nothing.",
                "A better answer never lowers it, which is proven on every jury before it may be registered "
                "(`scoring.core.promises`). An answer that is not given counts neither for nor "
                "against: the score "
                "is the mean over what such a startup plausibly would have answered.",
                f"Of a success and a failure with scores less than {near['below']:g} points apart the higher one was "
                f"the success in {percent(near['right'])} of the pairs (table below); a coin would be right in "
                f"{percent(study['terms']['coin'])}. Two decimals are shown because a show needs an order.",
            ]
        ),
    ]


def what_it_learned_from(study: Study) -> list[Block]:
    jury, data = study["jury"], study["data"]
    blocks: list[Block] = [
        Heading("What it was trained on"),
        Table(
            "The jury",
            ("", "value"),
            [
                ("trained on", str(jury.get("trained_on", "not told"))),
                ("startups it learned from", f"{jury.get('rows', 'not told')}"),
                ("real companies behind them", f"{jury.get('evidence', 'not told')}"),
                ("questionnaire", str(jury["questionnaire"])),
                ("seed", f"{jury.get('seed', 'not told')}"),
            ],
            "jury",
        ),
    ]
    if jury.get("synthetic"):
        blocks.append(
            Text(
                f"The {jury['rows']} startups are **synthetic**: sampled from statistics (how often "
                "each answer is given "
                f"by successes and by failures, and which answers go together) of {jury['evidence']} real companies. "
                "They add rows and no knowledge."
            )
        )
    blocks += [
        Table(
            "The startups that it is judged on here",
            ("", "value"),
            [
                ("data set", str(data.get("name", "not told"))),
                ("success means", str(data.get("meaning") or "not told")),
                ("startups with known outcomes", f"{data['startups']}"),
                ("of them successes", f"{data['successes']}"),
                ("with every question answered", f"{data['complete']}"),
                ("answers missing", percent(data["unanswered"], 1)),
                ("dates", "none" if not data["dates"] else " to ".join(data["dates"])),
            ],
            "data",
        ),
    ]
    return blocks


def what_it_does_not_know(study: Study) -> list[Block]:
    data, quality = study["data"], study["cross_validation"]["judges"]["jury"]
    rare = data["rare_answers"]
    points = [
        f"**Most startups.** It is judged on {data['startups']} companies that one data set holds. "
        "Nothing here says how "
        "it does on companies of another kind, country or year.",
        f"**How rare success is.** {percent(data['success_rate'])} of these companies are successes by "
        "selection. The score is read against that share, which is why it is no probability.",
        f"**What nobody answered.** {percent(data['unanswered'], 1)} of the answers are missing, and the score fills "
        "them by what startups of this data set answer. Of a startup unlike them the filling is a guess.",
    ]
    if not data["dates"]:
        points.append(
            "**Whether it ages.** The companies have no dates, so training on the past and testing "
            "on the future cannot "
            "be done on them." + (" On the other data below it can." if study["tables"] else "")
        )
    points.append(
        "**The difference between good and very good.** Of the best-placed tenth "
        f"{percent(quality['precision_at_10'])} "
        f"were successes {_range(quality)}: a few companies more or less."
    )
    blocks: list[Block] = [
        Heading("What it does not know, and who is left out"),
        Points(points),
    ]
    if rare:
        blocks += [
            Text(
                f"**Answers of the few.** Fewer than {data['few']} of the companies gave these answers. What the jury "
                "makes of them rests on so few, or on the direction that is imposed alone."
            ),
            Table(
                "Answers that few gave",
                ("question", "answer from (level)", "startups"),
                [(f"`{each['question']}`", f"{each['level']:g}", f"{each['startups']}") for each in rare],
                "data.rare_answers",
            ),
        ]
    blocks.append(
        Text(
            "Deliberately not asked and refused as features: gender, age, ethnicity, nationality, "
            "and what stands in for "
            "them (years of experience, university and degree, exposure across the globe, the place of the company). "
            "Because no such column is read, nothing here tells whether the jury treats such groups alike."
        )
    )
    return blocks


def again(study: Study) -> list[Block]:
    versions = study["versions"]
    told = ", ".join(f"{name} {version}" for name, version in versions.items())
    return [
        Heading("How to get these figures again"),
        Text(
            f"`{study['command']}` measures everything and prints it; the JSON beside this card (`model-card.json`, "
            f"schema {study['schema']}) holds every figure, and the line under each table says where. The same data, "
            f"code and seed ({study['seed']}) give the same figures with {told}."
        ),
        Text(
            "`manage.py evaluate_jury --from model-card.json --card FOLDER` makes this card again from the JSON alone, "
            "without the data."
        ),
        Points(
            [
                "Intervals are 95 % bootstrap intervals over the companies that are tested; what other companies to "
                "train on would change is not in them. Those of the calibration error are moved back by what drawing a "
                "company twice adds to it, those of the reliability plot are Wilson's.",
                "Differences between judges are tested on the same folds by the corrected resampled "
                "t-test of Nadeau and "
                "Bengio (2003), adjusted for the number of rivals (Holm 1979). Where p is not under 5 % the card says "
                "**not distinguishable**, whatever the figures look like.",
                "No figure was rounded before it was judged. An AUC of "
                f"{figure(study['terms']['coin'], 1)} is a coin toss.",
            ]
        ),
    ]


def _range(judged: Mapping[str, Any]) -> str:
    low, high = judged["precision_at_10_low"], judged["precision_at_10_high"]
    return f"(between {percent(low)} and {percent(high)} with 95 % confidence)"
