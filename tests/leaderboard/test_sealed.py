"""A sealed score leaves the server by no way out before its reveal."""

import re

import pytest
from django.db import transaction

from battle.leaderboard.boards import Boards
from battle.leaderboard.projection import Audience
from battle.showlog import events as e
from battle.showlog import log
from battle.showlog.models import Show
from tests.leaderboard.plays import BEGAN, advised, compared, opened, scored

WAYS_OUT = [
    "/live/valencia/",
    "/live/valencia/screen/",
    "/live/valencia/embed/",
    "/live/valencia/board.json",
    "/live/valencia/qr.svg",
    "/api/v1/editions/valencia/board",
    "/api/v1/editions/valencia/result",
    "/e/valencia/",
]
# Django masks a form's token anew in each answer.
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
NONE: list[e.Event] = []
ONE = [scored("acequia", 12.5, basis=3)]
OTHER = [scored("acequia", 99.25, basis=3), scored("boreal", 1.75, basis=3), scored("acequia", 50.0, basis=4)]
SAID = [*OTHER, advised("acequia", "team_senior", basis=3), compared(("acequia", 4, "boreal", 3))]


def told_to_the_public(
    client, scores: list[e.Event], *, mode: str = "sealed", frozen: bool
) -> dict[str, bytes]:
    """Everything that the public can get of a show with these scores in its log, which is then taken back."""
    events = [
        opened(mode), e.Called(contender="acequia"), e.Answered(contender="acequia", question="team_senior", value=2),
        *scores, e.Called(contender="boreal"), *([e.Frozen()] if frozen else []),
    ]  # fmt: skip
    with transaction.atomic():
        show = Show.objects.create(edition_slug="valencia")
        with log.writing(show.pk) as writer:
            for event in events:
                writer.append(event, actor="test", at=BEGAN)
        told = {address: TOKEN.sub(b"", client.get(address).content) for address in WAYS_OUT}
        feed = Boards().of_shows(["valencia"])["valencia"][Audience.PUBLIC]
        told["the stream"] = b"\n".join(feed.messages)
        transaction.set_rollback(True)
    return told


@pytest.mark.parametrize("frozen", [False, True])
def test_no_way_out_differs_by_the_scores_of_a_sealed_show(client, edition, frozen):
    bare = told_to_the_public(client, NONE, frozen=frozen)

    assert told_to_the_public(client, ONE, frozen=frozen) == bare
    assert told_to_the_public(client, OTHER, frozen=frozen) == bare
    assert told_to_the_public(client, SAID, frozen=frozen) == bare


def test_no_way_out_of_an_open_show_tells_an_advice(client, edition):
    bare = told_to_the_public(client, OTHER, mode="open", frozen=False)
    advice = [*OTHER, advised("acequia", "ip_patent", basis=3)]

    assert told_to_the_public(client, advice, mode="open", frozen=False) == bare


def test_the_same_comparison_tells_open_shows_apart(client, edition):
    one = told_to_the_public(client, ONE, mode="open", frozen=False)
    other = told_to_the_public(client, OTHER, mode="open", frozen=False)

    differing = {way for way in one if one[way] != other[way]}
    assert differing == {
        "/live/valencia/", "/live/valencia/screen/", "/live/valencia/embed/", "/live/valencia/board.json",
        "/api/v1/editions/valencia/board", "the stream",
    }  # fmt: skip
