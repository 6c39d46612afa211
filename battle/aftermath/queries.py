"""What stays of a show: its result, as it was revealed, and what became of its contenders."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from battle.aftermath.models import Outcome
from battle.aftermath.played import Played, played_show
from battle.editions.models import Edition
from battle.leaderboard.boards import boards
from battle.leaderboard.projection import Audience
from battle.showlog.models import Show
from battle.stage.enums import Phase
from scoring.past import Label


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
    return _result_of(show) if show else None


def winners(edition_slugs: Sequence[str]) -> dict[str, str]:
    """The winner's company by edition, for those with a revealed show: one query where the boards are in memory."""
    revealed = Show.objects.filter(edition_slug__in=edition_slugs, entries__kind="revealed").order_by(
        "number"
    )
    results = {show.edition_slug: _result_of(show) for show in revealed}
    return {slug: result.winner.company for slug, result in results.items() if result}


def _result_of(show: Show) -> Result | None:
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


# --- outcomes: for the organiser and the data steward alone -------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded of one contender under one label: its versions, the one that counts last."""

    versions: list[Outcome]

    @property
    def newest(self) -> Outcome:
        return self.versions[-1]

    @property
    def label(self) -> Label:
        return Label(self.newest.label)


@dataclass(frozen=True, slots=True)
class Followed:
    """A contender after its show, and what was recorded of it, in the order of the labels."""

    rank: int
    key: str
    company: str
    score: float
    recorded: list[Recorded]

    @property
    def open_labels(self) -> list[Label]:
        """What nobody has recorded yet."""
        known = {each.label for each in self.recorded}
        return [label for label in Label if label not in known]


@dataclass(frozen=True, slots=True)
class Aftermath:
    """A revealed show and its contenders, from the winner down."""

    played: Played
    contenders: list[Followed]

    def find(self, key: str) -> Followed | None:
        return next((each for each in self.contenders if each.key == key), None)


def aftermath_of(edition: Edition) -> Aftermath | None:
    """What became of the contenders of an edition's revealed show; None where there is none, or it is a demo."""
    played = played_show(edition)
    if played is None:
        return None
    kept: dict[str, dict[str, list[Outcome]]] = defaultdict(lambda: defaultdict(list))
    for outcome in Outcome.objects.filter(show=played.show).select_related("recorded_by").order_by("version"):
        kept[outcome.contender][outcome.label].append(outcome)
    return Aftermath(
        played,
        [
            Followed(
                rank=place.rank,
                key=place.contender,
                company=played.state.contenders[place.contender].company,
                score=place.score,
                recorded=[
                    Recorded(kept[place.contender][label])
                    for label in Label
                    if label in kept[place.contender]
                ],
            )
            for place in sorted(played.state.ranking, key=lambda place: place.rank)
        ],
    )


def newest_outcomes(shows: Sequence[Show]) -> list[Outcome]:
    """The version that counts of everything recorded about these shows, withdrawn ones among them: one query."""
    versions = Outcome.objects.filter(show__in=shows).order_by("version")
    return list({(each.show_id, each.contender, each.label): each for each in versions}.values())
