"""What holds for every legal show."""

import json
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from battle.leaderboard.projection import Audience, BoardFold
from battle.showlog import events as e
from tests.leaderboard.plays import KEYS, QUESTIONS, advised, comparisons, numbered, scored, shows

JURYS = e.Scored | e.Advised | e.Compared

# How long an example takes says nothing here: a busy machine is not a counterexample.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def words_of_the_jury(basis: int) -> st.SearchStrategy[e.Event]:
    """A score, an advice or a comparison."""
    keys = st.sampled_from(KEYS)
    return st.one_of(
        st.builds(lambda key, score: scored(key, score, basis=basis), keys, st.floats(0, 100)),
        st.builds(
            lambda key, question: advised(key, question, basis=basis), keys, st.sampled_from(QUESTIONS)
        ),
        comparisons(dict.fromkeys(KEYS, basis)),
    )


def messages(events: list[e.Event], audience: Audience) -> list[bytes]:
    fold = BoardFold()
    for entry in numbered(events):
        fold.apply(entry)
    return fold.boards[audience].messages


@patient
@given(shows(), st.data())
def test_a_log_in_any_split_gives_the_boards_of_the_log_at_once(events, data):
    cut = data.draw(st.integers(0, len(events)))
    fold = BoardFold()
    seen: list[bytes] = []
    for part in (numbered(events)[:cut], numbered(events)[cut:]):
        for entry in part:
            fold.apply(entry)
        public = fold.boards[Audience.PUBLIC].messages
        assert public[: len(seen)] == seen
        seen = list(public)

    assert seen == messages(events, Audience.PUBLIC)


@patient
@given(shows("sealed"), st.data())
def test_no_public_byte_of_a_sealed_show_depends_on_a_score_before_the_reveal(events, data):
    told = [event for event in events if not isinstance(event, JURYS | e.Revealed)]
    other = list(told)
    for _ in range(data.draw(st.integers(0, 5))):
        said = data.draw(words_of_the_jury(len(other) + 1))
        other.insert(data.draw(st.integers(1, len(other))), said)

    def shape(events: list[e.Event]) -> list[bytes]:
        """Boards with times of the events themselves, which the scores between them do not move."""
        fold, number = BoardFold(), 0
        for entry in numbered(events):
            number += not isinstance(entry.event, JURYS)
            at = numbered(told)[max(number - 1, 0)].at
            fold.apply(type(entry)(entry.seq, at, entry.event))
        return fold.boards[Audience.PUBLIC].messages

    assert shape(other) == shape(told)


@patient
@given(shows(), st.data())
def test_no_public_byte_depends_on_an_advice(events, data):
    fold, other = BoardFold(), BoardFold()
    for entry in numbered(events):
        before = len(fold.boards[Audience.PUBLIC].messages)
        fold.apply(entry)
        if isinstance(entry.event, e.Advised):
            assert len(fold.boards[Audience.PUBLIC].messages) == before
            another = advised(
                data.draw(st.sampled_from(KEYS)), "ip_patent", basis=data.draw(st.integers(1, 30))
            )
            entry = type(entry)(entry.seq, entry.at, another)
        other.apply(entry)

    assert other.boards[Audience.PUBLIC].messages == fold.boards[Audience.PUBLIC].messages


@patient
@given(shows("open"))
def test_ranks_follow_the_scores_and_close_names_neighbours(events):
    fold = BoardFold()
    for entry in numbered(events):
        fold.apply(entry)
    board = fold.boards[Audience.PUBLIC].newest
    ranked = sorted((row for row in board["contenders"] if row["rank"]), key=lambda row: row["rank"])

    assert [row["rank"] for row in ranked] == list(range(1, len(ranked) + 1))
    assert [row["score"] for row in ranked] == sorted((row["score"] for row in ranked), reverse=True)
    neighbours = {(one["key"], two["key"]) for one, two in pairwise(ranked)}
    assert {tuple(pair) for pair in board["close"]} <= neighbours
    assert board["winner"] == (ranked[0]["key"] if board["phase"] == "revealed" else None)


@patient
@given(shows())
def test_each_board_is_numbered_after_the_one_before_and_differs_from_it(events):
    for audience in Audience:
        boards = [json.loads(message) for message in messages(events, audience)]
        assert [board["rev"] for board in boards] == list(range(1, len(boards) + 1))
        bare = [{k: v for k, v in board.items() if k not in {"rev", "as_of"}} for board in boards]
        assert all(one != two for one, two in pairwise(bare))
