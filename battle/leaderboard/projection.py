"""What each audience sees of a show: a board, as a pure function of the log.

The board is made on the server so that what an audience may not see never leaves it. In a sealed show the public's
board before the reveal is made without looking at any score: not its value, not its presence, not how many there
are. That is why boards are numbered by `rev`, the count of changes visible to that audience, and not by the log's own
number.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from battle.editions.enums import Mode
from battle.showlog.events import Advised, Compared, Scored
from battle.showlog.log import Logged
from battle.stage.advice import told_advice
from battle.stage.comparing import close_neighbours
from battle.stage.enums import Phase
from battle.stage.state import ContenderState, ShowState, apply
from scoring.service import questionnaire

Board: TypeAlias = dict[str, Any]

NO_SHOW = "none"


class Audience(StrEnum):
    """Who looks at a board. The host sees answers and scores in both modes."""

    PUBLIC = "public"
    HOST = "host"


def encode(board: Board) -> bytes:
    """The board as canonical JSON: the same board is the same bytes in every process and on every way out."""
    return json.dumps(
        board, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def project(entries: Iterable[Logged], audience: Audience, *, show: int = 1) -> Board:
    """The board that an audience sees after these entries, which must be a log from its beginning."""
    fold = BoardFold(show)
    for entry in entries:
        fold.apply(entry)
    return fold.boards[audience].newest


def board_before_show(*, edition: str, title: str, mode: str) -> Board:
    """The board of an edition whose show has not been opened: the running order is not public yet."""
    state = ShowState(edition=edition, title=title, mode=mode)
    board = _board(state, 0, {}, [])
    return board | {"phase": NO_SHOW, "rev": 0, "as_of": None, "questions": 0}


class BoardFold:
    """The boards of all audiences, kept up to date entry by entry.

    Feeding a log in any split gives the same boards as feeding it at once.
    """

    def __init__(self, show: int = 1) -> None:
        self.state = ShowState()
        self.boards = {audience: AudienceBoards(audience, show) for audience in Audience}

    def apply(self, entry: Logged) -> None:
        apply(self.state, entry)
        for boards in self.boards.values():
            boards.follow(self.state, entry)


class AudienceBoards:
    """Every board that one audience has seen, in order.

    `messages[i]` is the JSON of the board with `rev == i + 1`. The list only grows, so another thread may read it by
    index while this one appends.
    """

    def __init__(self, audience: Audience, show: int) -> None:
        self.audience = audience
        self.show = show
        self.messages: list[bytes] = []
        self.newest: Board = {}
        self._ranks: dict[str, int] = {}
        self._moves: dict[str, int] = {}

    def follow(self, state: ShowState, entry: Logged) -> None:
        """Add the board after `entry` if this audience can see that something changed."""
        conceals = self._conceals(state)
        if self._is_hidden(entry, conceals):
            return
        scores = {} if conceals else _scores(state)
        ranking = _ranking(state, scores)
        self._move(ranking)
        board = _board(state, self.show, scores, ranking)
        for row in board["contenders"]:
            row["move"] = self._moves.get(row["key"], 0)
            row["scoring"] = not conceals and state.contenders[row["key"]].pending
        if self.audience is Audience.HOST:
            board |= _for_host(state)
        self._add(board, entry.at)

    def _conceals(self, state: ShowState) -> bool:
        sealed = state.mode == Mode.SEALED and state.phase is not Phase.REVEALED
        return sealed and self.audience is Audience.PUBLIC

    def _is_hidden(self, entry: Logged, conceals: bool) -> bool:
        """True for what this audience may not even know to have happened: advice never, of scores nothing too soon."""
        if isinstance(entry.event, Advised):
            return self.audience is Audience.PUBLIC
        return conceals and isinstance(entry.event, Scored | Compared)

    def _move(self, ranking: list[str]) -> None:
        for rank, key in enumerate(ranking, start=1):
            before = self._ranks.get(key, rank)
            if rank != before:
                self._moves[key] = before - rank
            self._ranks[key] = rank

    def _add(self, board: Board, at: datetime) -> None:
        if self.newest and board == {
            name: value for name, value in self.newest.items() if name not in {"rev", "as_of"}
        }:
            return
        told = at.astimezone(UTC).isoformat(timespec="milliseconds")
        self.newest = board | {"rev": len(self.messages) + 1, "as_of": told}
        self.messages.append(encode(self.newest))


def _scores(state: ShowState) -> dict[str, float]:
    """Full scores by contender; once revealed, those of the ranking that was read out."""
    if state.phase is Phase.REVEALED:
        return {place.contender: place.score for place in state.ranking}
    return {key: contender.score.score for key, contender in state.contenders.items() if contender.score}


def _ranking(state: ShowState, scores: dict[str, float]) -> list[str]:
    """Keys from the first place down: by full score, equal scores by running order."""
    if state.phase is Phase.REVEALED:
        return [place.contender for place in sorted(state.ranking, key=lambda place: place.rank)]
    return sorted(scores, key=lambda key: -scores[key])


def _board(state: ShowState, show: int, scores: dict[str, float], ranking: list[str]) -> Board:
    ranks = {key: rank for rank, key in enumerate(ranking, start=1)}
    return {
        "edition": state.edition,
        "title": state.title,
        "mode": str(state.mode),
        "show": show,
        "phase": str(state.phase),
        "model": state.model,
        "questionnaire": state.questionnaire,
        "questions": len(questionnaire(state.questionnaire).questions) if state.questionnaire else 0,
        "on_stage": state.on_stage,
        "question": state.question,
        "contenders": [
            _row(contender, order, state.on_stage, scores.get(contender.key), ranks.get(contender.key))
            for order, contender in enumerate(state.contenders.values(), start=1)
        ],
        "close": [list(pair) for pair in close_neighbours(state, ranking, scores)],
        "winner": ranking[0] if state.phase is Phase.REVEALED else None,
    }


def _row(
    contender: ContenderState, order: int, on_stage: str | None, score: float | None, rank: int | None
) -> dict[str, Any]:
    # No score in hand means that this audience may not know of any: nothing else of it is looked at.
    scored = contender.score if score is not None else None
    waiting_or_done = "done" if contender.called else "waiting"
    return {
        "key": contender.key,
        "company": contender.company,
        "one_liner": contender.one_liner,
        "order": order,
        "state": "on_stage" if contender.key == on_stage else waiting_or_done,
        "answered": len(contender.answers),
        "score": None if score is None else round(score, 2),
        "low": round(scored.low, 2) if scored else None,
        "high": round(scored.high, 2) if scored else None,
        "base": round(scored.base, 2) if scored else None,
        "sections": {name: round(value, 2) for name, value in scored.sections.model_dump().items()}
        if scored
        else None,
        "rank": rank,
    }


def _for_host(state: ShowState) -> Board:
    return {
        "seq": state.seq,
        "advice": told_advice(state),
        "pending": [contender.key for contender in state.pending],
        "answers": {key: dict(contender.answers) for key, contender in state.contenders.items()},
        "skipped": {key: sorted(contender.skipped) for key, contender in state.contenders.items()},
    }
