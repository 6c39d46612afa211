"""Synthetic startups in somebody else's file: one column a question, and two that no question reads."""

import csv
import io

import numpy as np

from scoring.core.cohort import sample_cohort
from scoring.core.dataset import Imported
from scoring.core.importing import read_file
from scoring.core.mapping_file import parse_mapping
from scoring.core.questionnaire import load

ROWS = 400
MAPPING = """
version = 1
[company]
column = "name"
[labels.won]
column = "won"
success = [1]
failure = [0]
meaning = "it won"
[labels.won.outcome_date]
column = "decided"
[date]
column = "asked"
[questions.trac_awards.dated]
column = "awarded"
"""


class Table:
    """Synthetic startups as a foreign file: one column a question, and three that no question reads."""

    def __init__(self, rows: int = ROWS) -> None:
        sheets, self.outcomes = sample_cohort(3, rows=rows)
        self.rng = np.random.default_rng(3)
        self.columns = {"name": [f"company {number}" for number in range(rows)]}
        self.columns["won"] = self.outcomes.tolist()
        for place, question in enumerate(load().questions):
            values = np.array(question.levels)[sheets[:, place]]
            self.columns[question.key] = [f"{value:g}" for value in values]
        self.columns["asked"] = ["2020-01-01"] * rows
        self.columns["awarded"] = ["2019-06-01"] * rows
        self.columns["decided"] = ["2021-01-01"] * rows
        self.columns["motto"] = [f"motto {number}" for number in self.rng.integers(0, 30, rows)]
        self.columns["clicks"] = [f"{number}" for number in self.rng.integers(0, 9999, rows)]

    def blank(self, key: str, where) -> None:
        self.columns[key] = [
            "" if gone else cell for cell, gone in zip(self.columns[key], where, strict=True)
        ]

    def read(self) -> Imported:
        return read_file("table.csv", self.data, parse_mapping(self.mapping))

    @property
    def data(self) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(self.columns)
        writer.writerows(zip(*self.columns.values(), strict=True))
        return text.getvalue().encode()

    @property
    def mapping(self) -> str:
        questions = [f'[questions.{key}]\ncolumn = "{key}"\n' for key in load().keys]
        return MAPPING + "".join(questions)
