import json

import pytest
from django.urls import reverse

from battle.applications.models import Application

BODY = {
    "company": "Umbra",
    "one_liner": "Shade where it is needed",
    "contact_name": "Uma",
    "contact_email": "Uma@Example.org",
    "language": "es",
    "answers": {"team_founders": 3, "team_prior_exit": "yes", "trac_b2b": None},
    "facts": {"fact_trademarks": 2},
}


def send(client, route, body, method="post"):
    address = reverse(f"api:{route}", args=["valencia"])
    return getattr(client, method)(address, body, content_type="application/json")


def test_anybody_applies_while_the_call_is_open(client, edition):
    answer = send(client, "applications", BODY)

    application = Application.objects.get()
    assert (answer.status_code, set(answer.json())) == (202, {"detail"})
    assert application.answers == {"team_founders": 3.0, "team_prior_exit": 1.0}
    assert (application.contact_email, application.language) == ("uma@example.org", "es")


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"company": ""}, "company", "blank"),
        ({"contact_email": "uma"}, "contact_email", "invalid"),
        ({"website": "javascript:x"}, "website", "invalid"),
        ({"language": "de"}, "language", "invalid_choice"),
        ({"answers": {"team_founders": "3"}}, "answers.team_founders", "wrong_type"),
        ({"answers": {"team_founders": True}}, "answers.team_founders", "wrong_type"),
        ({"answers": {"team_founders": 51}}, "answers.team_founders", "out_of_range"),
        ({"answers": {"team_prior_exit": "maybe"}}, "answers.team_prior_exit", "out_of_range"),
        ({"answers": {"nonsense": 1}}, "answers.nonsense", "unknown_question"),
        ({"answers": {"founder_gender": 1}}, "answers.founder_gender", "protected_attribute"),
        ({"answers": {"fact_trademarks": 1}}, "answers.fact_trademarks", "unknown_question"),
        ({"facts": {"team_founders": 1}}, "facts.team_founders", "unknown_question"),
        ({"answers": [1]}, "answers", "not_a_dict"),
    ],
)
def test_it_rejects_with_the_field_and_a_stable_code(change, field, code, client, edition):
    answer = send(client, "applications", {**BODY, **change})

    assert answer.status_code == 422
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
    assert not Application.objects.exists()


def test_it_rejects_numbers_that_are_none(client, edition):
    body = json.dumps({**BODY, "answers": {"team_founders": float("nan")}})

    answer = client.post(
        reverse("api:applications", args=["valencia"]), body, content_type="application/json"
    )

    assert answer.status_code in {400, 422}
    assert not Application.objects.exists()


def test_it_rejects_after_the_call(client, edition, close_call):
    close_call()

    answer = send(client, "applications", BODY)

    assert (answer.status_code, answer.json()["code"]) == (409, "call_closed")


def test_an_organiser_takes_it_from_list_to_running_order(client, edition, organiser):
    for name in ("a", "b"):
        send(client, "applications", {**BODY, "contact_email": f"{name}@example.org", "company": name})
    client.force_login(organiser)
    first, second = Application.objects.order_by("company").values_list("key", flat=True)

    moved = send(client, "shortlist", {"keys": [first]})
    listed = client.get(reverse("api:applications", args=["valencia"]), {"state": "shortlisted"})
    picked = send(client, "finalists", {"keys": [first, second]}, "put")
    turned = send(client, "running-order", {"keys": [second, first]}, "put")

    assert moved.json() == {"moved": 1}
    assert [row["key"] for row in listed.json()["results"]] == [first]
    assert [row["key"] for row in picked.json()] == [first, second]
    assert [(row["running_order"], row["key"]) for row in turned.json()] == [(1, second), (2, first)]


@pytest.mark.parametrize(
    ("route", "keys", "status", "code"),
    [
        ("finalists", ["nobody"], 422, "unknown_application"),
        ("running-order", ["nobody"], 409, "not_the_finalists"),
    ],
)
def test_a_refused_choice_is_a_problem(route, keys, status, code, client, edition, organiser):
    client.force_login(organiser)

    answer = send(client, route, {"keys": keys}, "put")

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_an_unknown_state_is_a_problem(client, edition, organiser):
    client.force_login(organiser)

    answer = client.get(reverse("api:applications", args=["valencia"]), {"state": "nonsense"})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "state")


@pytest.mark.parametrize("field", ["company", "one_liner", "contact_name"])
def test_it_rejects_a_name_of_signs_that_nobody_sees(field, client, edition):
    answer = send(client, "applications", {**BODY, field: "\u202e\x07"})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "blank")
    assert not Application.objects.exists()


def test_it_rejects_a_question_whose_name_no_text_can_hold(client, edition):
    answer = send(client, "applications", {**BODY, "answers": {"\ud800": 1}})

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_question")
