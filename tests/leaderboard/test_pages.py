"""The three pages of a board: whole without a script, in the right language, for everybody."""

import pytest
from django.core.exceptions import PermissionDenied
from django.template import Context, Template
from django.utils.html import escape

from battle.leaderboard.honesty import learned_from_invented
from battle.showlog import events as e
from scoring.models import JuryModel
from scoring.service import questionnaire
from tests.leaderboard.plays import new_show, opened, revealed, scored

PAGES = ["/live/valencia/", "/live/valencia/screen/", "/live/valencia/embed/"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["organiser", "host", "reviewer", "steward", "stranger", None])
@pytest.mark.parametrize("address", [*PAGES, "/live/valencia/qr.svg", "/live/valencia/board.json"])
def test_everybody_may_look(client, edition, request, who, address):
    if who:
        client.force_login(request.getfixturevalue(who))

    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 405
    assert client.get(address.replace("valencia", "nowhere")).status_code == 404


@pytest.mark.parametrize("who", ["organiser", "host", "reviewer", "steward", "stranger", None])
def test_everybody_may_ask_the_api(client, edition, request, who):
    if who:
        client.force_login(request.getfixturevalue(who))

    assert client.get("/api/v1/editions/valencia/board").status_code == 200
    assert client.post("/api/v1/editions/valencia/board").status_code == 405


@pytest.mark.parametrize("address", PAGES)
def test_the_first_paint_needs_no_script(client, edition, address):
    edition.sponsors.create(name="Banco do Mar")
    asked = e.Asked(contender="boreal", question="team_senior")
    new_show(
        "valencia",
        opened(),
        scored("acequia", 61.5),
        scored("boreal", 63.25),
        e.Called(contender="boreal"),
        asked,
    )
    page = client.get(address).content.decode()

    for text in (
        "Boreal",
        "63.25",
        "61.50",
        "between 59.25 and 67.25",
        "too close to call",
        "jury-1",
        "+30.75",
    ):
        assert text in page
    assert "style=" not in page
    assert ("Banco do Mar" in page) == ("screen" in address)


@pytest.mark.parametrize("address", PAGES)
def test_the_reveal_names_the_winner(client, edition, address):
    new_show("valencia", opened("sealed"), scored("boreal", 63.25), e.Frozen(), revealed(("boreal", 63.25)))
    page = client.get(address).content.decode()

    assert 'id="victory-name" data-f="winner_company">Boreal<' in page


def test_a_phone_speaks_its_reader_and_the_screen_the_hall(client, edition):
    edition.languages = ["es", "en"]
    edition.save()
    new_show(
        "valencia",
        opened(),
        e.Called(contender="boreal"),
        e.Asked(contender="boreal", question="team_senior"),
    )
    question = questionnaire("v1").question("team_senior").text

    phone = client.get("/live/valencia/", headers={"Accept-Language": "en"}).content.decode()
    screen = client.get("/live/valencia/screen/", headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="en"' in phone
    assert f'data-f="question">{escape(question["en"])}<' in phone
    assert '<html lang="es"' in screen
    assert f'data-f="question">{escape(question["es"])}<' in screen


def test_only_the_embed_may_be_framed(client, edition):
    framed, plain = client.get("/live/valencia/embed/"), client.get("/live/valencia/")

    assert "X-Frame-Options" not in framed
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert plain["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in plain["Content-Security-Policy"]


def test_the_code_leads_to_the_phone_board(client, edition):
    code = client.get("/live/valencia/qr.svg")

    assert code["Content-Type"] == "image/svg+xml"
    assert code.content.startswith(b"<?xml")
    assert b"<path" in code.content


@pytest.mark.parametrize(
    ("who", "may"), [("host", True), ("organiser", True), ("reviewer", False), ("stranger", False)]
)
def test_a_token_is_made_only_for_who_may_run_the_show(rf, edition, request, who, may):
    page = rf.get("/")
    page.user = request.getfixturevalue(who)
    template = Template('{% load live %}{% stream_url edition "host" %}')
    context = Context({"request": page, "edition": edition})

    if may:
        assert template.render(context).startswith("/live/valencia/stream?token=host%3Avalencia%3A")
    else:
        with pytest.raises(PermissionDenied):
            template.render(context)


def test_the_public_address_has_no_token(rf, edition):
    assert (
        Template("{% load live %}{% stream_url edition %}").render(Context({"edition": edition}))
        == "/live/valencia/stream"
    )


def of_model(version: str):
    return opened().model_copy(update={"model": version})


@pytest.mark.parametrize("address", PAGES)
def test_a_jury_that_learned_from_invented_startups_says_so(client, edition, jury, address):
    new_show("valencia", of_model(jury.version))

    page = client.get(address).content.decode()
    assert f"Jury model {jury.version}, trained on a synthetic reference cohort. A score says" in page


@pytest.mark.parametrize("address", PAGES)
def test_a_jury_that_learned_from_real_startups_does_not_say_they_were_invented(
    client, edition, jury, address
):
    JuryModel.objects.filter(version=jury.version).update(version="v1-data-0123456789", synthetic=False)
    new_show("valencia", of_model("v1-data-0123456789"))

    page = client.get(address).content.decode()
    assert "Jury model: v1-data-0123456789. A score says how much" in page
    assert "synthetic" not in page


@pytest.mark.parametrize("address", PAGES)
def test_a_jury_that_is_gone_breaks_no_page(client, edition, address):
    new_show("valencia", of_model("gone"))

    page = client.get(address).content.decode()
    assert "Jury model: gone. A score says how much" in page
    assert "synthetic" not in page


def test_what_a_jury_learned_from_is_asked_once(jury, django_assert_num_queries):
    learned_from_invented(jury.version)

    with django_assert_num_queries(0):
        assert learned_from_invented(jury.version) is True
