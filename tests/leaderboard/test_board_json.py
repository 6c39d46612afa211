"""The board as JSON: one set of bytes for every way out and every reader."""

import hashlib
import json

import pytest

from battle.leaderboard.boards import boards
from battle.leaderboard.projection import Audience
from tests.leaderboard.plays import new_show, opened, scored, write

ADDRESSES = ["/live/valencia/board.json", "/api/v1/editions/valencia/board"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_byte_for_byte_the_message_of_the_stream(client, edition, address):
    new_show("valencia", opened(), scored("acequia", 61.0))
    response = client.get(address)

    assert response.content == boards.of_slug("valencia", Audience.PUBLIC).newest
    assert response["Content-Type"] == "application/json"
    assert json.loads(response.content)["contenders"][0]["score"] == 61.0


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_reader_that_has_it_is_told_so(client, edition, address):
    show = new_show("valencia", opened())
    first = client.get(address)
    assert first["ETag"] == f'"{hashlib.sha256(first.content).hexdigest()[:32]}"'

    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    write(show, scored("acequia", 61.0))
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_cache_may_keep_one_copy_for_everybody(client, edition, stranger, address):
    new_show("valencia", opened())
    anonymous = client.get(address, headers={"Accept-Language": "es"})
    client.force_login(stranger)
    known = client.get(address, headers={"Accept-Language": "pt-br"})

    assert anonymous.content == known.content
    for response in (anonymous, known):
        assert response["Cache-Control"] == "public, s-maxage=1, max-age=0"
        assert "Vary" not in response
        assert "Content-Language" not in response
        assert not response.cookies


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_edition_without_a_show_has_a_board_and_no_edition_has_none(client, edition, address):
    assert json.loads(client.get(address).content)["phase"] == "none"
    assert client.get(address.replace("valencia", "nowhere")).status_code == 404


@pytest.mark.parametrize("entries", [1, 3])
def test_it_costs_one_query_however_long_the_show(client, edition, django_assert_num_queries, entries):
    show = new_show("valencia", opened(), *[scored("acequia", 50.0 + n) for n in range(entries)])
    client.get(ADDRESSES[0])
    with django_assert_num_queries(1):
        client.get(ADDRESSES[0])
    write(show, scored("boreal", 60.0))
    with django_assert_num_queries(2):
        client.get(ADDRESSES[0])


def test_a_page_of_the_board_costs_the_same_for_one_contender_and_for_three(
    client, edition, jury, django_assert_num_queries
):
    for number, keys in enumerate((["acequia"], ["acequia", "boreal", "cargolux"]), start=1):
        first = opened(keys=keys).model_copy(update={"model": jury.version})
        new_show("valencia", first, scored("acequia", 60.0), number=number)
        client.get("/live/valencia/")
        with django_assert_num_queries(3):
            client.get("/live/valencia/screen/")
