"""What stays of a show: its result, as it was revealed."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from battle.leaderboard.boards import boards
from battle.leaderboard.projection import Audience
from battle.showlog.models import Show
from battle.stage.enums import Phase


@dataclass(frozen=True, slots=True)
class Placing:
    """One place of the final ranking. `close` is true where the place above is too close to call."""

    rank: int
    key: str
    company: str
    one_liner: str
    score: float
    low: float | None
    high: float | None
    sections: dict[str, float] | None
    answered: int
    close: bool


@dataclass(frozen=True, slots=True)
class Result:
    edition: str
    title: str
    revealed_at: datetime
    model: str
    questionnaire: str
    questions: int
    ranking: list[Placing]

    @property
    def winner(self) -> Placing:
        return self.ranking[0]


def edition_result(edition_slug: str) -> Result | None:
    """The result of the newest show of an edition that was revealed; None before the first reveal.

    Read through the public board, so that it can say nothing that the board did not.
    """
    revealed = Show.objects.filter(edition_slug=edition_slug, entries__kind="revealed")
    show = revealed.order_by("-number").first()
    if show is None:
        return None
    feed = boards.of_show(show, Audience.PUBLIC)
    if feed is None:
        return None
    board = json.loads(feed.newest)
    lower = {below for _above, below in board["close"]}
    placed = sorted((row for row in board["contenders"] if row["rank"]), key=lambda row: row["rank"])
    if board["phase"] != Phase.REVEALED or not placed:
        return None  # the log was changed by hand before its reveal, and its board stands still there
    return Result(
        edition=board["edition"],
        title=board["title"],
        revealed_at=datetime.fromisoformat(board["as_of"]),
        model=board["model"],
        questionnaire=board["questionnaire"],
        questions=board["questions"],
        ranking=[_placing(row, row["key"] in lower) for row in placed],
    )


def _placing(row: dict[str, Any], close: bool) -> Placing:
    told = ("rank", "key", "company", "one_liner", "score", "low", "high", "sections", "answered")
    return Placing(close=close, **{name: row[name] for name in told})
