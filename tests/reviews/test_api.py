"""A reviewer's work over the API."""

import pytest
from django.urls import reverse

from battle.reviews.enums import ReviewState


@pytest.fixture
def api(client, reviewer):
    client.force_login(reviewer)

    def send(method: str, route: str, *args: str, **body):
        there = reverse(f"api:{route}", args=["valencia", *args])
        return getattr(client, method)(there, data=body or None, content_type="application/json")

    return send


def test_a_review_from_the_queue_to_the_score(api, apply, set_up, criteria):
    set_up()
    apply(company="Umbra", answers={"team_founders": 3.0}, evidence={"team_founders": "on our site"})

    handed = api("post", "reviews-next").json()
    found = api("get", "review", handed["application"]).json()
    scores = {str(its["id"]): 4 for its in found["criteria"]}
    done = api("put", "review", handed["application"], revision=0, scores=scores, comment_organiser="Good")
    queue = api("get", "reviews").json()
    nothing = api("post", "reviews-next")

    assert (handed["title"], handed["state"]) == ("Umbra", "open")
    assert found["application"]["sections"][0]["lines"] == [
        {"question": "How many founders are you?", "answer": "3 founders", "evidence": "on our site"}
    ]
    assert [its["title"] for its in found["criteria"]] == ["Team", "Market"]
    assert (done.status_code, done.json()["review"]["mean"]) == (200, 4.0)
    assert [its["state"] for its in queue["results"]] == ["submitted"]
    assert nothing.status_code == 204


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"revision": 0, "scores": {}}, 422, "score_missing"),
        ({"revision": 0, "scores": {"TEAM": 6, "MARKET": 1}}, 422, "invalid"),
        ({"revision": 0, "scores": {"x": 1}}, 422, "invalid"),
        ({"revision": 0, "scores": {"TEAM": 1, "MARKET": 1, "999": 1}}, 422, "unknown_field"),
        ({"revision": 7, "scores": {"TEAM": 1, "MARKET": 1}}, 409, "changed_elsewhere"),
        ({"scores": {"TEAM": 1, "MARKET": 1}}, 422, "invalid"),
    ],
)
def test_what_cannot_be_taken_is_a_problem(body, status, code, api, reviewer, apply, set_up, criteria):
    set_up()
    apply()
    label = api("post", "reviews-next").json()["application"]
    team, market = criteria()
    names = {"TEAM": str(team.pk), "MARKET": str(market.pk)}
    scores = {names.get(name, name): score for name, score in body["scores"].items()}

    answer = api("put", "review", label, **{**body, "scores": scores})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert reviewer.reviews.get().state == ReviewState.OPEN


def test_a_conflict_ends_access_at_once(api, apply, set_up):
    set_up()
    apply()
    label = api("post", "reviews-next").json()["application"]

    declared = api("post", "review-conflict", label, kind="rival", note="I run one")

    assert declared.status_code == 204
    assert api("get", "review", label).status_code == 404


def test_an_abstention_needs_a_reason(api, reviewer, apply, set_up):
    set_up()
    apply()
    label = api("post", "reviews-next").json()["application"]

    silent = api("post", "review-abstain", label, reason=" ")
    told = api("post", "review-abstain", label, reason="Not my field")

    assert (silent.status_code, told.json()["state"]) == (422, "abstained")


def test_nothing_is_handed_out_before_the_set_up(api, apply):
    apply()

    answer = api("post", "reviews-next")

    assert (answer.status_code, answer.json()["code"]) == (409, "reviews_not_set_up")
