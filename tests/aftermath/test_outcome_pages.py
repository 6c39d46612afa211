"""The organiser's pages about what became of contenders."""

import re

import pytest
from django.urls import reverse

from battle.aftermath.forms import SUGGESTED
from battle.aftermath.models import Outcome
from tests.aftermath.conftest import MEANING, PLAYED, Book
from tests.leaderboard.plays import new_show

pytestmark = pytest.mark.usefixtures("a_year_later")
LIST = "/organise/valencia/outcomes/"


def filled(prefix: str = "boreal", **changes: str) -> dict[str, str]:
    told = {
        "label": "raised",
        "success": "yes",
        "meaning": MEANING,
        "known_on": "2027-06-01",
        "source": "El Periódico",
        "source_url": "",
    }
    return {f"{prefix}-{name}" if prefix else name: value for name, value in {**told, **changes}.items()}


@pytest.fixture
def desk(client, organiser, played):
    client.force_login(organiser)
    return client


def test_the_desk_links_to_it_once_the_winner_was_revealed(client, edition, organiser):
    client.force_login(organiser)
    new_show("valencia", *PLAYED)
    type(edition).objects.update(jury_model="jury-1")

    assert LIST not in client.get("/organise/valencia/").content.decode()


def test_the_desk_of_a_revealed_show_links_to_it(desk):
    assert LIST in desk.get("/organise/valencia/").content.decode()


def test_it_says_that_there_is_nothing_yet_before_the_reveal(client, edition, organiser):
    client.force_login(organiser)

    assert "Nothing to record yet" in client.get(LIST).content.decode()


def test_it_lists_the_contenders_from_the_winner_down(desk):
    page = desk.get(LIST).content.decode()

    assert re.findall(r'id="contender-(\w+)"', page) == ["boreal", "acequia"]
    assert "place 1, 63.25 points" in page


def test_what_is_sent_is_recorded_and_shown(desk, organiser):
    answer = desk.post(LIST + "boreal/", filled(success="no", source_url="https://example.org/x"))
    page = desk.get(LIST).content.decode()

    assert (answer.status_code, answer["Location"]) == (302, LIST)
    assert Outcome.objects.get().success is False
    for text in ("✗ No", MEANING, "June 1, 2027", 'href="https://example.org/x"', organiser.email):
        assert text in page


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"known_on": "2027-12-02"}, "This day has not come yet."),
        ({"known_on": "2026-11-23"}, "This is before the show of Nov. 24, 2026."),
        ({"source_url": "http://example.org/"}, "beginning with https://"),
        ({"meaning": "raised"}, "Say in a sentence what counts as a yes."),
        ({"label": "unheard-of"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_right_is_told_at_its_field_and_nothing_is_lost(desk, changes, told):
    answer = desk.post(LIST + "boreal/", filled(**changes))
    page = answer.content.decode()
    field = next(iter(changes))

    assert answer.status_code == 422
    assert re.search(rf'id="id_boreal-{field}_error">.*?{re.escape(told)}', page, re.DOTALL)
    assert "El Periódico" in page
    assert '<details class="outcome__new" open>' in page
    assert not Outcome.objects.exists()


def test_a_form_for_somebody_without_a_place_is_refused_in_words(desk):
    answer = desk.post(LIST + "cargolux/", filled("cargolux"))

    assert answer.status_code == 422
    assert "This startup has no place in the result of this show." in answer.content.decode()


def test_a_second_record_of_the_same_label_is_refused_in_words(desk, edition, organiser):
    Book(edition, organiser).record()
    answer = desk.post(LIST + "boreal/", filled(success="no"))

    assert answer.status_code == 409
    assert "This was recorded already; change what is there." in answer.content.decode()


def test_a_refused_form_offers_only_what_nobody_has_recorded_yet(desk, edition, organiser):
    Book(edition, organiser).record()
    page = desk.post(LIST + "boreal/", filled(label="alive", source="")).content.decode()

    assert re.findall(r'name="boreal-label" value="(\w+)"', page) == ["alive", "exited"]


def test_a_correction_keeps_what_was_said_before(desk, edition, organiser):
    Book(edition, organiser).record()
    sent = filled("", success="no", seen="1", reason="The round fell through")
    answer = desk.post(LIST + "boreal/raised/", sent)
    page = desk.get(answer["Location"]).content.decode()

    assert answer["Location"] == LIST + "boreal/raised/"
    assert page.index("This counts") < page.index("The round fell through") < page.index("Before")
    assert Outcome.objects.count() == 2


def test_who_was_overtaken_reads_what_is_there_now_and_may_send_the_form_again(
    desk, edition, organiser, steward
):
    Book(edition, organiser).record()
    sent = filled("", seen="1", source="Elsewhere", reason="Better source found")
    Book(edition, steward).correct(1, success=False)

    refused = desk.post(LIST + "boreal/raised/", sent)
    page = refused.content.decode()
    seen = re.findall(r'name="seen" value="(\d)"', page)

    assert refused.status_code == 409
    assert "Somebody has changed this since you opened the page" in page
    assert (seen, "Elsewhere" in page) == (["2"], True)
    assert desk.post(LIST + "boreal/raised/", {**sent, "seen": seen[0]}).status_code == 302


def test_taking_back_needs_a_reason_and_leaves_the_rest_to_be_read(desk, edition, organiser):
    Book(edition, organiser).record()
    address = reverse("aftermath:withdraw", args=["valencia", "boreal", "raised"])

    empty = desk.post(address, {"withdraw-seen": "1", "withdraw-reason": ""})
    done = desk.post(address, {"withdraw-seen": "1", "withdraw-reason": "It was another company"})

    assert (empty.status_code, done.status_code) == (422, 302)
    assert "Taken back" in desk.get(LIST).content.decode()
    assert "Take it back</button>" not in desk.get(LIST + "boreal/raised/").content.decode()


@pytest.mark.parametrize("count", [1, 2])
def test_the_list_costs_the_same_queries_however_much_is_recorded(
    desk, edition, organiser, count, django_assert_num_queries
):
    book = Book(edition, organiser)
    for key in ("boreal", "acequia")[:count]:
        book.record(key)
    desk.get(LIST)

    with django_assert_num_queries(9):
        desk.get(LIST)


def test_a_suggested_sentence_is_recorded_in_one_language_by_all(desk):
    told = re.findall(
        r'<option value="([^"]*)" label="([^"]*)"',
        desk.get(LIST, headers={"Accept-Language": "es"}).content.decode(),
    )
    plain = re.findall(r'<option value="([^"]*)"></option>', desk.get(LIST).content.decode())

    assert [sentence for sentence, _told in told] == plain == list(SUGGESTED)
    assert all(sentence != words for sentence, words in told)
