"""The result, for good."""

import pytest
from django.template import Context, Template

from battle.aftermath.queries import edition_result
from battle.showlog import events as e
from scoring.models import JuryModel
from tests.leaderboard.plays import new_show, opened, revealed, scored

pytestmark = pytest.mark.django_db

PLAYED = [
    opened("sealed"),
    scored("acequia", 61.5),
    scored("boreal", 63.25),
    scored("cargolux", 40.0),
    e.Frozen(),
]
REVEALED = [*PLAYED, revealed(("boreal", 63.25), ("acequia", 61.5), ("cargolux", 40.0))]


def page(edition) -> str:
    return Template("{% load results %}{% edition_result edition %}").render(Context({"edition": edition}))


def test_there_is_none_before_the_reveal(client, edition):
    new_show("valencia", *PLAYED)

    assert edition_result("valencia") is None
    assert page(edition).strip() == ""
    response = client.get("/api/v1/editions/valencia/result")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_it_ranks_from_the_winner_down_and_says_what_is_too_close(edition):
    new_show("valencia", *REVEALED)
    result = edition_result("valencia")

    assert result.winner.company == "Boreal"
    assert [(p.rank, p.key, p.score, p.low, p.high, p.close) for p in result.ranking] == [
        (1, "boreal", 63.25, 59.25, 67.25, False),
        (2, "acequia", 61.5, 57.5, 65.5, True),
        (3, "cargolux", 40.0, 36.0, 44.0, False),
    ]
    assert (result.model, result.questions) == ("jury-1", 28)


def test_it_stays_when_another_show_is_opened(edition):
    new_show("valencia", *REVEALED, number=1)
    new_show("valencia", opened("sealed"), number=2)

    assert edition_result("valencia").winner.company == "Boreal"


def test_the_page_shows_winner_band_model_and_meaning(edition):
    new_show("valencia", *REVEALED)
    shown = page(edition)

    for text in ("Boreal", "63.25", "between 59.25 and 67.25", "too close to call", "jury-1", "/jury/"):
        assert text in shown


def test_the_api_gives_the_same(client, edition):
    new_show("valencia", *REVEALED)
    result = client.get("/api/v1/editions/valencia/result").json()

    assert [(place["rank"], place["company"], place["score"]) for place in result["ranking"]] == [
        (1, "Boreal", 63.25),
        (2, "Acequia", 61.5),
        (3, "Cargolux", 40.0),
    ]
    assert result["ranking"][0]["sections"]["team"] == 1.0


@pytest.mark.parametrize("who", ["organiser", "host", "reviewer", "steward", "stranger", None])
def test_everybody_may_read_it(client, edition, request, who):
    new_show("valencia", *REVEALED)
    if who:
        client.force_login(request.getfixturevalue(who))

    assert client.get("/api/v1/editions/valencia/result").status_code == 200


def test_it_costs_one_query_once_the_log_is_known(edition, django_assert_num_queries):
    new_show("valencia", *REVEALED)
    edition_result("valencia")

    with django_assert_num_queries(1):
        edition_result("valencia")


def test_the_page_says_where_the_jury_learned_from_invented_startups(edition, jury):
    new_show("valencia", REVEALED[0].model_copy(update={"model": jury.version}), *REVEALED[1:])

    assert f"Scored by jury model {jury.version}, trained on a synthetic reference cohort:" in page(edition)


@pytest.mark.parametrize("version", ["v1-data-9876543210", "gone"])
def test_the_page_does_not_say_so_of_any_other_jury(edition, jury, version):
    JuryModel.objects.filter(version=jury.version).update(version="v1-data-9876543210", synthetic=False)
    new_show("valencia", REVEALED[0].model_copy(update={"model": version}), *REVEALED[1:])
    shown = page(edition)

    assert f"Jury model: {version}." in shown
    assert "A score says how much a startup resembles those that did well" in shown
    assert "synthetic" not in shown
