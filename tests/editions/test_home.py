"""The home page: who won stands there once the show was revealed, and not a moment before."""

import pytest
import time_machine
from django.urls import reverse

from tests.aftermath.conftest import PLAYED, REVEALED
from tests.leaderboard.plays import new_show


@pytest.mark.parametrize(("played", "told"), [(REVEALED, True), (PLAYED, False)])
def test_the_winner_is_named_only_after_the_reveal(played, told, client, edition):
    new_show("valencia", *played)

    with time_machine.travel("2027-12-01T12:00Z", tick=False):
        page = client.get(reverse("home")).content.decode()

    assert ('<span class="winner">Boreal</span>' in page) is told
    assert ("No result yet" in page) is not told


def test_a_draft_of_the_past_stands_nowhere(client, edition):
    edition.published_at = None
    edition.save()

    with time_machine.travel("2027-12-01T12:00Z", tick=False):
        assert "Valencia Battle" not in client.get(reverse("home")).content.decode()


def test_the_tagline_stands_with_the_open_call(client, edition):
    edition.tagline_en, edition.tagline_es = "One night", "Una noche"
    edition.save()

    page = client.get(reverse("home"), headers={"accept-language": "es"}).content.decode()

    assert "Una noche" in page
