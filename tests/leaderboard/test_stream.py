"""The live stream, from a real server to a real reader."""

import time

import pytest
import time_machine
from django.core.asgi import get_asgi_application

from battle.leaderboard.projection import Audience
from battle.leaderboard.stream import mount
from battle.leaderboard.tokens import MAX_AGE, sign
from battle.leaderboard.wire import WireViewer
from battle.showlog import events as e
from battle.showlog.broadcast import Topic, Viewer
from tests.leaderboard.conftest import serve
from tests.leaderboard.plays import new_show, opened, revealed, scored, write

pytestmark = pytest.mark.django_db(transaction=True)

CALLED = e.Called(contender="acequia")
ASKED = e.Asked(contender="acequia", question="team_senior")
ANSWERED = e.Answered(contender="acequia", question="team_senior", value=2)


def test_the_newest_board_comes_first_and_changes_follow(site, edition):
    show = new_show("valencia", opened(), CALLED)
    reader = site.read()

    assert reader.message()[0] == 2
    write(show, ASKED)
    number, board = reader.message()
    assert (number, board["rev"], board["question"]) == (3, 3, "team_senior")


def test_its_headers_forbid_keeping_buffering_and_framing(site, edition):
    headers = {name.lower(): value for name, value in site.read().response.getheaders()}

    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    assert "access-control-allow-origin" not in headers


def test_a_reader_that_comes_back_gets_what_it_missed_without_gap_or_duplicate(site, edition):
    show = new_show("valencia", opened(), CALLED)
    first = site.read()
    seen = [first.message()[0]]
    first.close()
    write(show, ASKED, ANSWERED)
    write(show, scored("acequia", 44.0, basis=4))

    second = site.read(Last_Event_ID=str(seen[-1]))
    write(show, e.Called(contender="boreal"))
    seen += second.ids_until(6)

    assert seen == [2, 3, 4, 5, 6]


def test_the_id_may_come_in_the_query(site, edition):
    new_show("valencia", opened(), CALLED, ASKED)

    assert site.read("/live/valencia/stream?last_event_id=1").ids_until(3) == [2, 3]


def test_a_reader_that_has_everything_gets_only_what_is_new(site, edition):
    show = new_show("valencia", opened(), CALLED)
    reader = site.read(Last_Event_ID="2")
    write(show, ASKED)

    assert reader.message()[0] == 3


@pytest.mark.parametrize("last", ["99", "-1", "two", "9" * 30])
def test_an_id_that_means_nothing_here_gets_the_newest_board(site, edition, last):
    new_show("valencia", opened(), CALLED)

    assert site.read(Last_Event_ID=last).message()[0] == 2


def test_an_id_of_another_show_gets_the_newest_board(site, edition):
    new_show("valencia", opened(), number=1)
    new_show("valencia", opened(), CALLED, number=2)

    assert site.read("/live/valencia/stream?show=1&last_event_id=2").message()[0] == 2


def test_the_stream_of_an_edition_without_a_show_goes_on_when_one_is_opened(site, edition):
    reader = site.read()
    number, board = reader.message()
    assert (number, board["phase"], board["contenders"]) == (0, "none", [])

    new_show("valencia", opened())
    number, board = reader.message()
    assert (number, board["phase"], len(board["contenders"])) == (1, "waiting", 3)


def test_the_stream_switches_to_a_newer_show(site, edition):
    new_show("valencia", opened(), CALLED, ASKED, number=1)
    reader = site.read()
    assert reader.message()[0] == 3

    new_show("valencia", opened(), number=2)
    number, board = reader.message()
    assert (number, board["show"]) == (1, 2)


def test_a_sealed_score_sends_nothing_and_leaves_no_hole_in_the_numbers(site, edition):
    show = new_show("valencia", opened("sealed"), ANSWERED)
    reader = site.read()
    assert reader.message()[0] == 2

    write(show, scored("acequia", 61.0, basis=2))
    write(show, e.Frozen())
    number, board = reader.message()
    assert (number, board["phase"], board["contenders"][0]["score"]) == (3, "frozen", None)
    write(show, revealed(("acequia", 61.0)))
    number, board = reader.message()
    assert (number, board["winner"], board["contenders"][0]["score"]) == (4, "acequia", 61.0)


def test_the_host_sees_a_sealed_score_at_once(site, edition):
    show = new_show("valencia", opened("sealed"), ANSWERED)
    reader = site.read(f"/live/valencia/stream?token={sign(Audience.HOST, 'valencia')}")
    assert reader.message()[1]["answers"]["acequia"] == {"team_senior": 2.0}

    write(show, scored("acequia", 61.0, basis=2))
    assert reader.message()[1]["contenders"][0]["score"] == 61.0


def test_a_token_must_be_ours_for_this_edition_and_young(site, edition):
    new_show("valencia", opened("sealed"))
    ours = sign(Audience.HOST, "valencia")
    with time_machine.travel(time.time() - MAX_AGE.total_seconds() - 60, tick=True):
        old = sign(Audience.HOST, "valencia")

    for token in (
        ours[:-1] + ("A" if ours[-1] != "A" else "B"),
        sign(Audience.HOST, "other"),
        old,
        "host:valencia",
    ):
        status, headers, body = site.request(f"/live/valencia/stream?token={token}")
        assert (status, headers["content-type"]) == (403, "application/problem+json")
        assert b'"code": "bad_token"' in body


def test_a_private_stream_ends_with_its_token(site, edition, monkeypatch):
    monkeypatch.setattr("battle.showlog.broadcast.TICK_SECONDS", 0.01)
    monkeypatch.setattr("battle.leaderboard.hub.TICK_SECONDS", 0.01)
    new_show("valencia", opened("sealed"))
    with time_machine.travel(time.time() - MAX_AGE.total_seconds() + 2, tick=True):
        token = sign(Audience.HOST, "valencia")
    reader = site.read(f"/live/valencia/stream?token={token}")
    reader.message()

    with pytest.raises(EOFError):
        reader.message()


@pytest.mark.parametrize(
    ("path", "method", "status", "code"),
    [
        ("/live/nowhere/stream", "GET", 404, "not_found"),
        ("/live/valencia/stream", "POST", 405, "method_not_allowed"),
        ("/live/valencia/stream", "DELETE", 405, "method_not_allowed"),
    ],
)
def test_it_refuses_with_a_problem_document(site, edition, path, method, status, code):
    told, headers, body = site.request(path, method)

    assert (told, headers["content-type"]) == (status, "application/problem+json")
    assert f'"code": "{code}"'.encode() in body


def test_it_refuses_a_foreign_host(site, edition):
    assert site.request("/live/valencia/stream", Host="evil.example")[0] == 400


def test_the_server_stops_in_time_with_streams_open(site, edition):
    new_show("valencia", opened())
    readers = [site.read() for _ in range(50)]
    for reader in readers:
        reader.message()

    assert site.stop() < 3
    with pytest.raises(EOFError):
        readers[0].message()


def test_a_server_that_keeps_its_connections_gets_the_same_stream(plain_site, edition):
    show = new_show("valencia", opened(), CALLED)
    reader = plain_site.read(Last_Event_ID="1")
    assert reader.message()[0] == 2

    write(show, ASKED, ANSWERED)
    assert reader.ids_until(4) == [3, 4]
    assert plain_site.stop() < 3.5
    with pytest.raises(EOFError):
        reader.message()


def test_uvicorn_in_pure_python_gives_the_same_stream(transactional_db, edition):
    pure = serve(mount(get_asgi_application()), http="h11", loop="asyncio")
    show = new_show("valencia", opened(), CALLED)
    reader = pure.read(Last_Event_ID="1")
    assert reader.message()[0] == 2

    write(show, ASKED, ANSWERED)
    assert reader.ids_until(4) == [3, 4]
    assert pure.stop() < 3
    with pytest.raises(EOFError):
        reader.message()


def test_uvicorn_lets_its_connections_be_taken_over_and_a_viewer_that_goes_is_forgotten(
    site, edition, monkeypatch
):
    joined: list[Viewer] = []
    join = Topic.join
    monkeypatch.setattr(Topic, "join", lambda topic, viewer: (joined.append(viewer), join(topic, viewer)))
    new_show("valencia", opened())
    reader = site.read()
    reader.message()
    assert type(joined[0]) is WireViewer
    reader.close()

    deadline = time.monotonic() + 5
    while joined[0].topic is not None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert joined[0].topic is None
