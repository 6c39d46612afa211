"""What scores are worth on real companies, beside what was measured about scoring before this code was written.

    bench_scoring.py [--card FOLDER] [--quick]

--card also writes the model card and the JSON that holds every figure. --quick does a fraction, to try the script out.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from scoring import judging
from scoring.card.card import files
from scoring.core import artefact, training
from scoring.core.evaluation.curves import at
from scoring.core.evaluation.study import WHOLE, Effort
from scoring.core.evaluation.table_of_facts import READS_GAPS
from scoring.core.mapping_file import read_shipped
from tests.support import machine

QUICK = Effort(repetitions=2, ablations=1, halves=1)
FOUR_YEARS = 1461
COMMAND = "make bench-scoring"


@dataclass(frozen=True)
class Row:
    """One figure. `known`: as measured before; `aim`: what it must be, as (least, most), or None."""

    name: str
    known: str
    value: float
    digits: int = 3
    least: float | None = None
    most: float | None = None
    note: str = ""

    @property
    def aim(self) -> str:
        if self.least is not None and self.most is not None:
            return f"{self.least:g} to {self.most:g}"
        if self.least is not None:
            return f">= {self.least:g}"
        return f"<= {self.most:g}" if self.most is not None else ""

    @property
    def met(self) -> str:
        if not self.aim:
            return ""
        above = self.least is None or self.value >= self.least
        return "yes" if above and (self.most is None or self.value <= self.most) else "NO"


def rows_of(study: dict[str, Any]) -> Iterator[Row]:
    yield from _judges(study)
    yield from _partial(study)
    yield from _spread(study)
    for table in study["tables"]:
        yield from _table(table)


def _judges(study: dict[str, Any]) -> Iterator[Row]:
    judges = study["cross_validation"]["judges"]
    known = {
        "jury": (".80", ".188"),
        "points_rule": (".721", ".216"),
        "base_rate": (".500", ".250"),
        "tree_of_depth_4": (".695", ".240"),
        "logistic_regression": (".786", ".199"),
        "random_forest": (".791", ".192"),
        "extra_trees": (".793", ".196"),
        "monotone_boosting": (".784", ".193"),
    }
    bounds = {"jury": {"least": 0.78}, "points_rule": {"least": 0.70, "most": 0.74}}
    for name, (auc, brier) in known.items():
        judged = judges[name]
        note = f"[{judged['auc_low']:.3f}, {judged['auc_high']:.3f}]"
        yield Row(f"AUC {name}", auc, judged["auc"], note=note, **bounds.get(name, {}))
        yield Row(f"Brier {name}", brier, judged["brier"])
    yield Row("pooled ECE", "", judges["jury"]["ece"], most=0.07)
    yield Row("calibration slope", "(raw votes 1.44)", judges["jury"]["calibration_slope"], 2)


def _partial(study: dict[str, Any]) -> Iterator[Row]:
    synthetic = study["synthetic_against_real"]
    difference = synthetic["difference"]
    note = f"+- {difference['standard_error']:.3f}"
    yield Row("AUC trained on synthetic", ".786", synthetic["synthetic"])
    yield Row("AUC trained on real half", ".787", synthetic["real"])
    yield Row("synthetic minus real", "-.001 +- .016", difference["difference"], 3, -0.02, 0.02, note)
    for whose, key in (("", "answers_curve_as_it_is"), (", cross-validated", "answers_curve")):
        orders = study[key]["orders"]
        aims: dict[str, Any] = {"least": 0.94} if not whose else {}
        greedy = at(orders["greedy"], "rank_correlation", 8)
        yield Row(f"rank correlation, 8 greedy{whose}", ".95", greedy, **aims)
        aims = {"least": 0.95} if not whose else {}
        for asked, known in ((8, ".925"), (12, ".963")):
            value = at(orders["adaptive"], "rank_correlation", asked)
            yield Row(
                f"rank correlation, {asked} balanced{whose}", known, value, **(aims if asked == 12 else {})
            )
        yield Row(f"rank correlation, 24 stage{whose}", ".95", at(orders["stage"], "rank_correlation", 24))
    missing = study["missing_curve"]
    half = missing["cost"][missing["taken"].index(0.5)]
    yield Row("AUC lost, half the answers missing", ".039", half, most=0.06)
    for each in study["band"]:
        note = f"+- {each['standard_error']:.3f}"
        name = f"band holds final score, {each['asked']} answered"
        yield Row(name, ".88-.91", each["coverage"], 3, 0.87, 0.93, note)


def _spread(study: dict[str, Any]) -> Iterator[Row]:
    spread = study["spread"]
    for (level, value), known in zip(spread["quantiles"].items(), (13, 25, 49, 74, 89), strict=True):
        yield Row(f"score, {level} % quantile", str(known), value, 0)
    for place, (value, known) in enumerate(
        zip(spread["best_of_a_final"], (89, 84, 82, 76), strict=True), start=1
    ):
        yield Row(f"median score of number {place} of 16", str(known), value, 0)
    for each, known in zip(spread["pairs_by_gap"], (".50", ".64", ".71", ".94", ""), strict=True):
        if each["right"] is not None:
            name = f"higher is the success, {each['above']:g}-{each['below']:g} points apart"
            yield Row(name, known, each["right"], 2, note=f"{each['pairs']:.0f} pairs")
    yield Row("sd of one score over retrainings", "9", spread["retrained"]["standard_deviation"], 1)


def _table(table: dict[str, Any]) -> Iterator[Row]:
    known = {
        "y_prog": {"points_rule": ".717", "logistic_regression": ".740", READS_GAPS: ".781"},
        "y_exit": {"points_rule": ".641", "logistic_regression": ".673", READS_GAPS: ".695"},
    }
    label = table["label"]
    for name, judged in table["cross_validation"].items():
        aim = {"least": 0.77} if (label, name) == ("y_prog", READS_GAPS) else {}
        note = "another rule, better than the median or not" if name == "points_rule" else ""
        yield Row(f"{label}: AUC {name}", known.get(label, {}).get(name, ""), judged["auc"], note=note, **aim)
    for key, what in (("temporal", "strict"), ("temporal_by_date_alone", "by date alone")):
        for name, judged in table[key].get("judges", {}).items():
            if name == "base_rate":
                continue
            before = ".03-.09 lost" if key == "temporal" else ""
            note = f"{-judged['auc_against_folds']:+.3f} lost, slope {judged['calibration_slope']:.2f}"
            yield Row(
                f"{label}: {table[key]['since'][:4]} {what}, AUC {name}", before, judged["auc"], note=note
            )


def measure(folder: Path, effort: Effort) -> dict[str, Any]:
    def read(name: str, mapping: str, label: str, after: int = 0) -> judging.Judged:
        text = read_shipped(mapping)
        return judging.from_mapped(name, (folder / name).read_bytes(), text, label, after)

    rounds = "crunchbase_first_round_2005_2011.csv.gz"
    jury = training.train_reference()
    return judging.studied(
        jury,
        "the built-in jury",
        read("cax_raw_228.csv.gz", "cax_raw", "contest"),
        [read(rounds, "crunchbase_first_round", label, FOUR_YEARS) for label in ("y_prog", "y_exit")],
        command=COMMAND,
        sha256=artefact.sha256(artefact.dump(jury)),
        behind_the_jury=True,
        effort=effort,
    )


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--card", metavar="FOLDER", type=Path)
    parser.add_argument("--json", metavar="FILE", type=Path)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    folder = machine.shared_data()
    if not folder.is_dir():
        print("left out: scores on real companies, because their files are not here (SHARED_DATA)")
        return int(os.environ.get("REQUIRE_ALL") == "1")
    began = time.perf_counter()
    study = measure(folder, QUICK if options.quick else WHOLE)
    rows = list(rows_of(study))
    print(f"{'figure':<62}{'before':>18}{'here':>9}{'aim':>15}{'met':>5}  ")
    for row in rows:
        value = f"{row.value:.{row.digits}f}"
        print(f"{row.name:<62}{row.known:>18}{value:>9}{row.aim:>15}{row.met:>5}  {row.note}")
    if options.json:
        options.json.write_text(json.dumps(study, indent=1) + "\n", encoding="utf-8")
    if options.card:
        for name, text in files(study).items():
            (options.card / name).write_text(text, encoding="utf-8")
    unmet = sum(row.met == "NO" for row in rows)
    print(
        f"{unmet} of {sum(bool(row.aim) for row in rows)} aims not met; {time.perf_counter() - began:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
