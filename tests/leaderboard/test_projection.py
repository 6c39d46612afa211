"""What a board says."""

import json

from battle.leaderboard.projection import Audience, board_before_show, encode, project
from battle.showlog import events as e
from tests.leaderboard.plays import KEYS, advised, compared, numbered, opened, revealed, scored

PUBLIC, HOST = Audience.PUBLIC, Audience.HOST


def public(*events: e.Event) -> dict:
    return project(numbered(list(events)), PUBLIC)


def rows(board: dict) -> dict[str, dict]:
    return {row["key"]: row for row in board["contenders"]}


def test_it_shows_the_running_order_once_the_show_is_opened():
    board = public(opened())

    assert (board["phase"], board["rev"], board["show"], board["questions"]) == ("waiting", 1, 1, 28)
    assert board["as_of"] == "2026-11-24T19:00:01.000+00:00"
    assert [(row["key"], row["order"], row["state"]) for row in board["contenders"]] == [
        ("acequia", 1, "waiting"),
        ("boreal", 2, "waiting"),
        ("cargolux", 3, "waiting"),
    ]


def test_it_names_who_is_on_stage_and_the_question():
    board = public(
        opened(),
        e.Called(contender="acequia"),
        e.Called(contender="boreal"),
        e.Asked(contender="boreal", question="team_senior"),
    )

    assert (board["phase"], board["on_stage"], board["question"]) == ("questioning", "boreal", "team_senior")
    assert [row["state"] for row in board["contenders"]] == ["done", "on_stage", "waiting"]


def test_it_shows_a_score_live_in_open_mode_rounded_to_two_decimals():
    board = public(opened(), scored("boreal", 63.20499))

    assert rows(board)["boreal"] | {"sections": None} == {
        "key": "boreal", "company": "Boreal", "one_liner": "boreal does one thing", "order": 2, "state": "waiting",
        "answered": 0, "score": 63.2, "low": 59.2, "high": 67.2, "base": 30.0, "sections": None, "rank": 1, "move": 0,
        "scoring": False,
    }  # fmt: skip
    assert rows(board)["boreal"]["sections"] == {"team": 1.0, "traction": 2.0, "ip": -0.5, "investors": 30.7}
    assert board["winner"] is None


def test_scores_that_round_alike_keep_the_order_of_their_full_values():
    board = public(opened(), scored("acequia", 50.001), scored("boreal", 50.004))

    assert [(row["score"], row["rank"]) for row in board["contenders"]] == [
        (50.0, 2),
        (50.0, 1),
        (None, None),
    ]


def test_equal_scores_are_ranked_by_running_order():
    board = public(opened(), scored("boreal", 50.0), scored("acequia", 50.0))

    assert (rows(board)["acequia"]["rank"], rows(board)["boreal"]["rank"]) == (1, 2)


def test_a_move_counts_places_gained_and_stays_until_the_rank_changes_again():
    told = [opened(), scored("acequia", 50.0), scored("boreal", 40.0), scored("cargolux", 60.0)]
    after = public(*told, e.Called(contender="boreal"))

    assert {key: (row["rank"], row["move"]) for key, row in rows(after).items()} == {
        "cargolux": (1, 0),
        "acequia": (2, -1),
        "boreal": (3, -1),
    }
    risen = public(*told, scored("boreal", 70.0, basis=2))
    assert {key: row["move"] for key, row in rows(risen).items()} == {
        "boreal": 2,
        "cargolux": -1,
        "acequia": -1,
    }


def test_neighbours_are_too_close_to_call_where_the_jury_says_so():
    scores = [
        scored("acequia", 50.0, basis=2),
        scored("boreal", 70.0, basis=2),
        scored("cargolux", 49.0, basis=2),
    ]
    sure = compared(("acequia", 2, "cargolux", 2), probability=0.65)
    unsure = compared(("boreal", 2, "acequia", 2), probability=0.649)

    board = public(opened(), *scores, sure, unsure)

    assert board["close"] == [["boreal", "acequia"]]


def test_a_comparison_holds_only_for_the_scores_it_knew():
    before = [scored("acequia", 50.0, basis=2), scored("boreal", 70.0, basis=2)]
    unsure = compared(("boreal", 2, "acequia", 2))

    assert public(opened(), *before, unsure)["close"] == [["boreal", "acequia"]]
    assert public(opened(), *before, unsure, scored("acequia", 51.0, basis=5))["close"] == []


def test_the_host_is_told_an_advice_and_the_public_gets_no_board_of_it():
    events = [opened(), e.Called(contender="acequia")]
    advice = advised("acequia", "ip_patent", basis=2)

    assert public(*events, advice) == public(*events)
    assert project(numbered([*events, advice]), HOST)["advice"]["question"] == "ip_patent"
    assert project(numbered(events), HOST)["advice"] is None


def test_until_they_are_compared_neighbours_under_five_points_apart_are_too_close_to_call():
    board = public(opened(), scored("acequia", 50.0), scored("boreal", 54.999), scored("cargolux", 45.0))

    assert board["close"] == [["boreal", "acequia"]]


def test_an_answer_waits_for_its_score_in_open_mode():
    answered = e.Answered(contender="acequia", question="team_senior", value=2)

    assert rows(public(opened(), answered))["acequia"]["scoring"] is True
    assert rows(public(opened(), answered, scored("acequia", 40.0, basis=2)))["acequia"]["scoring"] is False


def test_the_public_never_sees_an_answer_and_the_host_does():
    told = numbered([opened("sealed"), e.Answered(contender="acequia", question="team_senior", value=4.125)])

    assert "answers" not in project(told, PUBLIC)
    assert b"4.125" not in encode(project(told, PUBLIC))
    host = project(told, HOST)
    assert host["answers"] == {"acequia": {"team_senior": 4.125}, "boreal": {}, "cargolux": {}}
    assert (host["pending"], host["seq"], host["rev"]) == (["acequia"], 2, 2)


def test_a_sealed_show_hides_scores_from_the_public_and_shows_them_to_the_host():
    told = numbered([opened("sealed"), scored("acequia", 51.0), e.Frozen()])
    seen = rows(project(told, PUBLIC))["acequia"]

    hidden = ("score", "low", "high", "base", "sections", "rank")
    assert [seen[name] for name in hidden] == [None] * 6
    assert (seen["move"], seen["scoring"]) == (0, False)
    assert project(told, PUBLIC)["rev"] == 2
    assert rows(project(told, HOST))["acequia"]["score"] == 51.0


def test_the_reveal_shows_the_ranking_and_the_winner():
    board = public(
        opened("sealed"),
        scored("acequia", 41.0),
        scored("boreal", 71.0),
        e.Frozen(),
        revealed(("boreal", 71.0), ("acequia", 41.0)),
    )

    assert (board["phase"], board["winner"]) == ("revealed", "boreal")
    assert {key: (row["rank"], row["score"], row["low"]) for key, row in rows(board).items()} == {
        "boreal": (1, 71.0, 67.0),
        "acequia": (2, 41.0, 37.0),
        "cargolux": (None, None, None),
    }


def test_a_change_that_the_public_cannot_see_makes_no_new_public_board():
    answers = [e.Answered(contender="acequia", question="team_senior", value=value) for value in (1, 2)]
    corrected = e.Corrected(contender="acequia", question="team_senior", value=3)

    assert (
        public(opened("sealed"), answers[0])["rev"]
        == public(opened("sealed"), answers[0], corrected)["rev"]
        == 2
    )


def test_before_the_show_nobody_is_named():
    board = board_before_show(edition="valencia", title="Valencia Battle", mode="sealed")

    assert (board["phase"], board["rev"], board["show"], board["contenders"]) == ("none", 0, 0, [])
    assert set(board) == set(public(opened()))


def test_the_bytes_are_canonical():
    encoded = encode(public(opened(), scored("acequia", 51.0)))

    assert (
        encoded
        == json.dumps(json.loads(encoded), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    )
    assert len(KEYS) == len(json.loads(encoded)["contenders"])
