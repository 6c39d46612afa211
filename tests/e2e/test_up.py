"""What `make run` promises: one start, a quick second one, a clean stop, and nothing lost when a process is killed."""

import json
import os
import re
import signal
import time

import httpx

from tests.support.site import Site


def sign_in(site: Site) -> httpx.Client:
    client = httpx.Client(base_url=site.url, timeout=10)
    link = site.address("sign in as host")
    client.get(link)
    done = client.post(
        link, data={"csrfmiddlewaretoken": client.cookies["csrftoken"]}, headers={"Referer": site.url}
    )
    assert done.status_code == 302
    return client


def act(client: httpx.Client, action: str, key: str | None = None, **body: object) -> httpx.Response:
    headers = {"X-CSRFToken": client.cookies["csrftoken"], "Referer": str(client.base_url)}
    if key:
        headers["Idempotency-Key"] = key
    return client.post(f"/api/v1/shows/demo/{action}", json=body, headers=headers)


def host_state(client: httpx.Client) -> dict:
    return client.get("/api/v1/shows/demo/state").json()


def wait_for(holds, within: float = 20):
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if found := holds():
            return found
        time.sleep(0.05)
    raise AssertionError(f"did not happen within {within} s")


def scored(client: httpx.Client, key: str, answered: int) -> dict | None:
    state = host_state(client)
    contender = next(c for c in state["contenders"] if c["key"] == key)
    done = contender["score"] is not None and not contender["scoring"] and contender["answered"] == answered
    return contender if done else None


def test_a_second_start_does_nothing_twice_and_ctrl_c_stops_everything(new_site):
    site = new_site(with_jury=False)
    site.start()
    first = site.told()
    site.stop()

    site.start()
    second, children = site.told(), site.children()
    site.stop()

    assert f"are files in {site.folder}/var/mail" in site.told()
    assert ["training" in first, "seeding" in first] == [True, True]
    assert ["training" in second, "seeding" in second, "preparing" in second] == [False, False, False]
    assert site.process.returncode == 0
    assert set(children) == {"web", "worker", "trainer"}
    assert all(not os.path.exists(f"/proc/{pid}") for pid in children.values())


def test_sign_in_links_work_once(new_site):
    site = new_site()
    site.start()
    sign_in(site)

    again = httpx.get(site.address("sign in as host"))

    assert again.status_code in {404, 410}


def test_killed_processes_lose_no_answer_and_score_each_once(new_site):
    """Under `manage.py up`, which starts them again; the worker alone, on each broker: tests/stage."""
    site = new_site()
    site.start()
    client = sign_in(site)
    assert act(client, "open").status_code == 201
    first = host_state(client)["contenders"][0]["key"]
    act(client, "call", contender=first)
    assert act(client, "answers", contender=first, question="team_founders", value=3).status_code == 201
    wait_for(lambda: scored(client, first, 1))

    os.kill(site.children()["worker"], signal.SIGKILL)
    assert (
        act(client, "answers", key="a2", contender=first, question="team_senior", value=4).status_code == 201
    )
    contender = wait_for(lambda: scored(client, first, 2))

    os.kill(site.children()["web"], signal.SIGKILL)
    wait_for(lambda: "web" in site.children() and _answers(site))
    retried = act(client, "answers", key="a2", contender=first, question="team_senior", value=4)
    state = host_state(client)

    assert retried.status_code == 201
    assert state["answers"][first] == {"team_founders": 3.0, "team_senior": 4.0}
    assert next(c for c in state["contenders"] if c["key"] == first)["score"] == contender["score"]
    # How many times the jury advised depends on when it was killed.
    assert re.match(
        r"OK: show demo #1: \d+ entries chained, 2 scores recomputed", site.manage("verify_show", "demo")
    )


def _answers(site: Site) -> bool:
    try:
        return site.get("/healthz")[0] == 200
    except OSError:
        return False


def test_a_rehearsal_plays_the_demo_and_misses_nothing(new_site):
    site = new_site()
    site.start()
    site.manage("demo", "--mode", "sealed")

    figures = json.loads(site.manage("rehearse", "demo", "--viewers", "25", "--url", site.url, "--json"))

    assert figures["answers_sent"] == figures["scores_seen"] == 4 * 28
    assert (figures["gaps"], figures["viewers"], figures["viewers_lost"]) == (0, 25, 0)
    assert figures["winner"] == figures["ranking"][0]["company"]
    assert figures["answer_to_board_ms"]["p50"] > 0
    assert site.manage("verify_show", "demo").startswith("OK: show demo #1: ")
