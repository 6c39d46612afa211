"""The real startups of the shared data as answers to the questionnaire.

The raw file has one column a fact, in the words of the contest that published it; this is the translation that
QUESTIONNAIRE.md describes. "No Info" and blanks are unanswered, but for four columns where a blank means none.
"""

import csv
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

Translate = Callable[[str], Any]
UNKNOWN = {"", "no info", "unknown amount"}


def _words(words: dict[str, str], blank: str | None = None) -> Translate:
    def translate(cell: str) -> str | None:
        word = cell.strip().lower()
        if not word and blank is not None:
            return blank
        return None if word in UNKNOWN else words.get(word, word)

    return translate


def _number(cell: str) -> float | None:
    return None if cell.strip().lower() in UNKNOWN else float(cell)


YES_NO = _words({})
COLUMNS: dict[str, tuple[str, Translate]] = {
    "team_founders": ("Number of Co-founders", _number),
    "team_senior": ("Team size Senior leadership", _number),
    "team_advisors": ("Number of of advisors", _number),
    "team_prior_startup": ("Have been part of startups in the past", YES_NO),
    "team_prior_exit": ("Have been part of successful startups", YES_NO),
    "team_domain_fit": ("Relevance of experience to venture", YES_NO),
    "team_sell_build": ("Experience in selling and building products", _words({}, blank="none")),
    "team_complementary": ("Team Composition score", _words({})),
    "trac_employees": ("Team size all employees", _number),
    "trac_team_grown": ("Has the team size grown", YES_NO),
    "trac_sales_material": ("Number of Sales Support material", _words({"nothing": "none"})),
    "trac_partners": ("Number of of Partners of company", _words({}, blank="none")),
    "trac_media": ("Top forums like", _words({}, blank="none")),
    "trac_awards": ("Company awards", YES_NO),
    "trac_b2b": ("B2C or B2B venture?", _words({"b2c": "consumers", "b2b": "businesses"})),
    "trac_global_market": ("Local or global player", _words({})),
    "ip_patent": ("Proprietary or patent position", YES_NO),
    "ip_publications": ("Number of of Research publications", _words({}, blank="none")),
    "ip_disruptive": ("Disruptiveness of technology", _words({})),
    "ip_talent_scarcity": ("Dificulty of Obtaining Work force", _words({})),
    "inv_seed_count": ("Number of Investors in Seed", _number),
    "inv_vc_count": ("Number of Investors in Angel and or VC", _number),
    "inv_top_fund": ("Presence of a top angel or venture fund", YES_NO),
    "inv_repeat": ("Number of of repeat investors", _number),
    "inv_last_round": ("Last round of funding received (in milionUSD)", _number),
    "inv_months_first": ("Time to 1st investment (in months)", _number),
}
CORE_DATA = (
    "Machine Learning based business",
    "Predictive Analytics business",
    "Speech analytics business",
    "Big Data Business",
    "Cross-Channel Analytics",
)
TECH_SKILLS = ("Percent_skill_Engineering", "Percent_skill_Data Science")


def raw_rows(path: Path) -> list[dict[str, Any]]:
    """Each company of the raw file as {"company", "label", "answers"}; answers in natural units and slugs."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = [{" ".join(name.split()): cell for name, cell in row.items()} for row in csv.DictReader(file)]
    return [
        {"company": row["Company_Name"], "label": int(row["label_contest"]), "answers": _answers(row)}
        for row in rows
    ]


def _answers(row: dict[str, str]) -> dict[str, Any]:
    answers = {key: translate(_cell(row, start)) for key, (start, translate) in COLUMNS.items()}
    answers["team_tech_share"] = min(sum(float(_cell(row, start)) for start in TECH_SKILLS), 100.0)
    answers["ip_data_core"] = sum(_cell(row, start) == "Yes" for start in CORE_DATA)
    return {key: value for key, value in answers.items() if value is not None}


def _cell(row: dict[str, str], start: str) -> str:
    return next(cell for name, cell in row.items() if name.startswith(start))
