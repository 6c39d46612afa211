"""The show over the API: what each operation answers, how it refuses, and that a lost answer can be sent again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring import service

ORDER = service.questionnaire("v1").keys
SHOW = "/api/v1/shows/valencia/"


@pytest.fixture
def api(client, host):
    """Posts as the host does, and returns status and body."""
    client.force_login(host)

    def post(operation: str, *, key: str | None = None, **body):
        headers = {"Idempotency-Key": key} if key else {}
        answer = client.post(SHOW + operation, body, content_type="application/json", headers=headers)
        return answer.status_code, answer.json()

    return post


def test_a_whole_show(api, client, edition, finalists, jury):
    assert api("open") == (201, {"show": 1, "seq": 1})
    assert api("call", contender="finalist-1") == (
        201,
        {
            "seq": 2,
            "contender": "finalist-1",
            "question": None,
            "value": None,
            "next_question": "team_founders",
        },
    )
    assert api("answers", contender="finalist-1", question="team_founders", value=3) == (
        201,
        {
            "seq": 4,
            "contender": "finalist-1",
            "question": "team_founders",
            "value": 3.0,
            "next_question": ORDER[1],
        },
    )
    assert api("skip", contender="finalist-1", question=ORDER[1])[1]["next_question"] == ORDER[2]
    assert api("ask", contender="finalist-1", question="trac_b2b")[1]["next_question"] == "trac_b2b"
    assert api("answers", contender="finalist-1", question="trac_b2b", value="businesses")[1]["value"] == 1.0
    assert api("corrections", contender="finalist-1", question="trac_b2b", value=None)[1]["value"] is None
    assert api("freeze")[0] == 201
    assert api("reveal")[1]["code"] == "score_pending"

    state = client.get(SHOW + "state").json()
    assert (state["phase"], state["on_stage"], state["pending"]) == ("frozen", None, ["finalist-1"])
    assert state["answers"]["finalist-1"] == {"team_founders": 3.0}
    assert state["skipped"]["finalist-1"] == [ORDER[1]]


def test_the_reveal_tells_the_ranking(api, frozen):
    status, body = api("reveal")

    assert status == 201
    assert [(place["rank"], place["contender"]) for place in body["ranking"]] == [
        (place.rank, place.contender) for place in frozen.state.ranking
    ]


def test_the_state_holds_scores_in_a_sealed_show_too(client, host, edition, finalists, jury, now):
    from battle.stage import actions
    from tests.stage.conftest import Stage

    edition.mode = "sealed"
    edition.save()
    stage = Stage(actions.open_show(edition=edition, actor="7", at=now), "7")
    stage.call()
    stage.answer("team_founders", 3)
    stage.score()
    client.force_login(host)

    [first, *_others] = client.get(SHOW + "state").json()["contenders"]

    assert first["score"] == round(stage.state.contenders["finalist-1"].score.score, 2)
    assert (first["rank"], first["answered"], first["scoring"], first["state"]) == (1, 1, False, "on_stage")


def test_before_the_opening_the_state_says_so(client, host):
    client.force_login(host)

    state = client.get(SHOW + "state").json()

    assert (state["phase"], state["show"], state["contenders"]) == ("none", 0, [])


@pytest.mark.parametrize("way", ["header", "body"])
def test_an_answer_sent_again_with_its_key_is_taken_once(api, called, way):
    body = {"contender": "finalist-1", "question": "team_founders", "value": 3}
    sent = {"key": "k1", **body} if way == "header" else body
    first = api("answers", **sent) if way == "header" else api("answers", **body | {"key": "k1"})

    again = api("answers", **sent) if way == "header" else api("answers", **body | {"key": "k1"})

    assert again == first
    assert called.kinds.count("answered") == 1
    assert called.key_of(first[1]["seq"]) == "k1"


@pytest.mark.parametrize(
    ("value", "code", "detail"),
    [
        (51, "out_of_range", "The number must lie between 0 and 50."),
        (-1, "out_of_range", "The number must lie between 0 and 50."),
        (2.5, "wrong_type", "This question takes a whole number."),
        ("many", "wrong_type", "This is not an answer to this question."),
        (True, "wrong_type", "This is not an answer to this question."),
        ([3], "wrong_type", "This is not an answer to this question."),
    ],
)
def test_it_rejects_an_answer_that_cannot_be_right(api, called, value, code, detail):
    status, body = api("answers", contender="finalist-1", question="team_founders", value=value)

    assert status == 422
    assert (body["code"], body["detail"]) == (code, detail)
    assert body["errors"] == [{"field": "value", "code": code, "detail": detail}]
    assert "answered" not in called.kinds


def test_it_rejects_an_answer_that_is_no_choice(api, called):
    status, body = api("answers", contender="finalist-1", question="trac_b2b", value="governments")

    assert (status, body["code"]) == (422, "out_of_range")
    assert body["detail"] == "This is not one of the answers to choose from."


@pytest.mark.parametrize("operation", ["call", "ask", "answers", "corrections", "skip"])
def test_it_names_every_field_that_is_missing(api, called, operation):
    status, body = api(operation)

    assert (status, body["code"]) == (422, "invalid")
    assert body["errors"][0] == {
        "field": "contender",
        "code": "required",
        "detail": "This field is required.",
    }


@pytest.mark.parametrize("operation", ["call", "freeze", "reveal"])
def test_it_refuses_before_the_opening(api, edition, operation):
    status, body = api(operation, contender="finalist-1")

    assert (status, body["code"]) == (409, "not_open")


def test_a_refusal_is_told_in_the_readers_language(client, host, edition):
    client.force_login(host)

    answer = client.post(SHOW + "freeze", {}, content_type="application/json")

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:battle:problem:not_open"


def test_an_unknown_edition_is_not_found(api, client):
    assert client.get("/api/v1/shows/nowhere/state").status_code == 404


@pytest.mark.parametrize("answered", [1, 20])
def test_an_answer_costs_the_same_queries_however_long_the_show(api, called, answered):
    for key in ORDER[:answered]:
        called.skip(key)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        status, _body = api("answers", key="k1", contender="finalist-1", question=ORDER[answered], value=1)

    assert status == 201
    # session, user, edition, host?, show | savepoint, lock, entries, key, answered, asked, show, release
    assert len(queries) <= 13, "\n".join(query["sql"][:120] for query in queries)


def test_the_schema_describes_every_operation(client):
    paths = client.get("/api/schema/", headers={"Accept": "application/json"}).json()["paths"]

    found = {path.rsplit("/", 1)[1]: list(methods) for path, methods in paths.items() if "/shows/" in path}
    expected = {"state": ["get"]} | {
        name: ["post"]
        for name in ("open", "call", "ask", "answers", "corrections", "skip", "freeze", "reveal")
    }
    assert {name: found.get(name) for name in expected} == expected
