"""The steward's page about past contenders."""

import re

import pytest

from battle.aftermath.models import Outcome
from scoring.models import DataSet
from tests.jury.outcomes.conftest import AGE, BILBAO, RAISED, SHOW_DAY, VALENCIA

pytestmark = pytest.mark.usefixtures("later")
PAGE = "/jury/outcomes/"


@pytest.fixture
def room(client, steward):
    client.force_login(steward)
    return client


def read(room, **sent) -> str:
    return re.sub(r"\s+", " ", room.get(PAGE, sent).content.decode())


def form_of(page: str) -> dict[str, str]:
    """What the form below the preview carries along."""
    return dict(re.findall(r'<input type="hidden" name="(seen|label|days|meaning)" value="([^"]*)"', page))


def test_before_any_reveal_it_says_what_will_stand_there(room):
    assert "No show was revealed yet" in read(room)


def test_without_recorded_outcomes_it_leads_to_where_they_are_recorded(room, city):
    city("valencia", VALENCIA)
    page = read(room)

    assert "Nobody has recorded this of any contender yet" in page
    assert '<a href="/organise/valencia/outcomes/">Valencia Battle</a>' in page


def test_it_shows_who_is_taken_with_both_ages(room, year):
    page = read(room)

    assert "12 of 12 contenders" in page
    for key in [*VALENCIA, *BILBAO]:
        assert f'<th scope="row">{key.title()}<br>' in page
    assert page.count(f'<td class="is-number">{AGE}</td>') == 12
    assert page.count('<td class="is-number">370</td>') == 12


def test_it_says_of_everybody_left_out_why(room, city, record):
    edition = city("valencia", VALENCIA)
    record(edition, "acequia", False, known_on=SHOW_DAY)
    record(edition, "boreal", True, meaning="raised anything at all")
    record(edition, "cargolux", True)
    record(edition, "dendro", True)
    page = read(room, label="raised", meaning=RAISED, days="365")

    for reason in (
        "Looked at too early: 0 days after the show. Look again from Nov. 24, 2027 and record it anew",
        "Recorded under another sentence",
        "Nobody has recorded this",
        "2 of the 10 contenders that are needed can be taken: 8 more must have an outcome and be old enough.",
    ):
        assert reason in page
    assert "Add as data set" not in page


def test_a_higher_minimum_age_leaves_the_young_out(room, year):
    page = read(room, label="raised", meaning=RAISED, days=str(AGE + 1))

    assert "0 of 12 contenders" in page
    assert page.count("Too young: the answers are old enough on Dec. 2, 2027") == 12


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"days": "89"}, "greater than or equal to 90"),
        ({"days": "soon"}, "Enter a whole number."),
        ({"label": "unheard-of"}, "Select a valid choice."),
        ({"meaning": "unheard of"}, "Select a valid choice."),
    ],
)
def test_a_choice_that_cannot_be_is_told_at_its_field(room, year, sent, told):
    answer = room.get(PAGE, sent)

    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_adding_makes_the_data_set_and_says_so_from_then_on(room, year, steward):
    sent = {**form_of(read(room)), "licence": "The rules of the battle"}
    answer = room.post(PAGE + "add/", sent)
    dataset = DataSet.objects.get()

    assert (answer.status_code, answer["Location"]) == (302, f"/jury/data/{dataset.name}/")
    assert (dataset.rows, dataset.imported_by) == (12, steward)
    assert f'data set <a href="/jury/data/{dataset.name}/">{dataset.name}</a> already' in read(room)


def test_the_same_form_sent_twice_is_one_data_set(room, year):
    sent = {**form_of(read(room)), "licence": "The rules of the battle"}

    assert [room.post(PAGE + "add/", sent).status_code for _ in range(2)] == [302, 302]
    assert DataSet.objects.count() == 1


def test_without_a_licence_nothing_is_added_and_nothing_typed_is_lost(room, year):
    sent = {**form_of(read(room)), "licence": "", "note": "Asked by telephone"}
    answer = room.post(PAGE + "add/", sent)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert 'id="id_licence_error"' in page
    assert "Asked by telephone" in page
    assert not DataSet.objects.exists()


def test_who_looked_at_other_rows_is_shown_the_new_ones(room, year):
    sent = {**form_of(read(room)), "licence": "The rules", "seen": "0" * 64}
    answer = room.post(PAGE + "add/", sent)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "An outcome was recorded or changed since you opened the page" in page
    assert form_of(page)["seen"] != "0" * 64
    assert room.post(PAGE + "add/", {**form_of(page), "licence": "The rules"}).status_code == 302


@pytest.mark.parametrize("left", [True, False])
def test_where_the_chosen_sentence_is_gone_what_was_typed_stays(room, year, left):
    sent = {**form_of(read(room)), "licence": "The rules", "note": "Asked by telephone"}
    Outcome.objects.all().delete() if not left else None
    answer = room.post(PAGE + "add/", {**sent, "meaning": "a sentence that was corrected"})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "What you chose is not there any more" in page
    assert "Asked by telephone" in page
    assert 'value="The rules"' in page
    assert form_of(page) == ({name: sent[name] for name in form_of(page)} if left else {})
    assert bool(form_of(page)) is left
    assert not DataSet.objects.exists()


def test_beside_the_champion_it_tells_what_changes(room, year, jury):
    page = read(room)

    assert "Beside the statistics of the 228 real startups after which the champion's were invented:" in page
    assert "None of these companies is in another data set." in page
    assert page.count("Answers that few companies gave") == 1


def test_the_page_costs_the_same_queries_for_one_show_and_for_two(
    room, city, record, django_assert_max_num_queries
):
    for slug, keys in (("valencia", VALENCIA), ("bilbao", BILBAO)):
        edition = city(slug, keys)
        for key in keys:
            record(edition, key, True)
        room.get(PAGE)
        with django_assert_max_num_queries(6):
            room.get(PAGE)
