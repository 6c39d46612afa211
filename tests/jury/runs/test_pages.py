"""Asking for a training run, watching it and ending it, in pages."""

import asyncio
import json
import re
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from django.test import AsyncClient
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from scoring.enums import Kind, RunState
from scoring.models import DataSet, Run, Trainer
from scoring.runs import actions
from scoring.runs.words import failure_words, line_words

SOURCES = Path(__file__).resolve().parents[3] / "scoring" / "runs"


def data_set(name: str, label: str = "sold") -> DataSet:
    return DataSet.objects.create(
        name=name,
        series=name,
        file_sha256=name.ljust(64, "0"),
        mapping_sha256="e" * 64,
        label=label,
        label_meaning=f"it was {label}",
        filename=f"{name}.csv",
        mapping="",
        questionnaire="v1",
        rows=228,
        successes=114,
        content=b"",
        created_at=timezone.now(),
    )


@pytest.fixture
def room(client, steward):
    client.force_login(steward)
    return client


def ask(room, **given):
    return room.post(reverse("jury:new-run"), {"seed": 1, **given})


def test_a_run_is_asked_for_and_has_a_page(room, steward):
    data_set("contest")

    answer = ask(room, datasets=["contest"], label="sold", seed=7)

    run = Run.objects.get()
    assert answer.url == reverse("jury:run", args=[run.key])
    assert (run.seed, run.label, run.started_by, run.state) == (7, "sold", steward, RunState.QUEUED)
    page = room.get(answer.url).content.decode()
    assert "Waiting for a trainer" in page
    assert "No trainer is running at this moment" in page
    assert f"{steward} asked for it: data sets contest, seed 7." in page


def test_the_log_forgets_the_name_of_whoever_is_gone(room, steward):
    data_set("contest")
    page = ask(room, datasets=["contest"], label="sold").url
    other = type(steward).objects.create_user("other@example.org", is_steward=True)
    room.force_login(other)
    steward.delete()

    told = room.get(page).content.decode()

    assert "Somebody who is gone asked for it" in told
    assert "stella@example.org" not in told
    assert "stella" not in str(list(Run.objects.get().lines.values()))


def test_run_pages_read_no_model_file_and_no_rows(room):
    data_set("contest")
    page = ask(room, datasets=["contest"], label="sold").url

    with CaptureQueriesContext(connection) as asked:
        room.get(reverse("jury:runs"))
        room.get(page)
        room.get(f"{page}state.json")

    assert not [sql for sql in asked.captured_queries if '"file"' in sql["sql"] or '"content"' in sql["sql"]]


def test_who_asks_for_the_same_joins_the_run_that_is_there(room, client, second_steward):
    data_set("contest")
    first = ask(room, datasets=["contest"], label="sold")
    client.force_login(second_steward)

    second = room.post(
        reverse("jury:new-run"), {"seed": 1, "datasets": ["contest"], "label": "sold"}, follow=True
    )

    assert Run.objects.count() == 1
    assert second.redirect_chain[-1][0] == first.url
    assert "The same training is going on already; this is it." in second.content.decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"label": "sold"}, "Choose at least one data set."),
        ({"datasets": ["contest"]}, "Choose what counts as success."),
        ({"datasets": ["contest"], "label": "sold", "seed": "-1"}, "greater than or equal to 0"),
        (
            {"datasets": ["contest"], "label": "sold", "seed": "4294967296"},
            "less than or equal to 4294967295",
        ),
        ({"datasets": ["contest"], "label": "sold", "seed": "x"}, "Enter a whole number."),
        ({"datasets": ["gone"], "label": "sold"}, "is not one of the available choices"),
        ({"datasets": ["contest", "rounds"], "label": "sold"}, "the others are: raised"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(room, given, said):
    data_set("contest")
    data_set("rounds", label="raised")

    answer = ask(room, **given)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in re.sub(r"&#x27;|&quot;", "'", page)
    assert f'value="{given.get("seed", 1)}"' in page
    assert not Run.objects.exists()


def test_labels_that_mean_the_same_are_put_together(room):
    data_set("contest")
    data_set("rounds", label="raised")

    answer = ask(room, datasets=["contest", "rounds"], label="sold", merge_labels="on")

    assert answer.status_code == 302
    assert sorted(Run.objects.get().datasets.values_list("name", flat=True)) == ["contest", "rounds"]


def test_without_a_data_set_the_page_says_what_to_do_first(room):
    page = room.get(reverse("jury:new-run")).content.decode()

    assert "No data set yet" in page
    assert reverse("jury:upload") in page


def test_a_cancelled_run_says_so_and_cannot_be_cancelled_again(room):
    data_set("contest")
    page = ask(room, datasets=["contest"], label="sold").url
    run = Run.objects.get()

    room.post(reverse("jury:cancel-run", args=[run.key]))
    again = room.post(reverse("jury:cancel-run", args=[run.key]), follow=True)

    assert "It was cancelled. Nothing of it was kept." in room.get(page).content.decode()
    assert "This run has ended already." in again.content.decode()


def test_the_state_is_told_in_the_readers_language(room):
    data_set("contest")
    ask(room, datasets=["contest"], label="sold")
    Trainer.objects.create(name="one", seen_at=timezone.now())
    room.cookies["django_language"] = "es"

    state = room.get(reverse("jury:run-state", args=[Run.objects.get().key])).json()

    assert (state["state"], state["trainers"], state["waiting"]) == ("queued", 1, False)
    with translation.override("es"):
        assert state["state_words"] == str(RunState.QUEUED.label)
    assert state["stages"][0]["key"] == "prepare"


def test_the_list_asks_as_often_for_three_runs_as_for_one(room, django_assert_num_queries):
    def queries(count: int) -> int:
        Run.objects.all().delete()
        for number in range(count):
            run = Run.objects.create(
                kind=Kind.TRAIN, fingerprint=f"{count}{number}", created_at=timezone.now()
            )
            run.sources.create(dataset=contest)
        with django_assert_num_queries(expected):
            room.get(reverse("jury:runs"))
        return count

    contest, expected = data_set("contest"), 6
    assert [queries(1), queries(3)] == [1, 3]


@pytest.mark.django_db(transaction=True)
def test_the_stream_tells_each_change_and_ends_with_the_run(steward):
    now = timezone.now()
    contest = data_set("contest")
    run, _joined = actions.start_training(
        datasets=[contest], label="sold", merge_labels=False, seed=1, by=steward, now=now
    )
    client = AsyncClient()
    client.force_login(steward)

    async def watch() -> list[str]:
        answer = await client.get(reverse("jury:run-stream", args=[run.key]))
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.headers["X-Accel-Buffering"] == "no"
        told = []
        async for event in answer.streaming_content:
            told.append(event.decode())
            if len(told) == 1:
                await sync_to_async(actions.cancel_run)(run=run, by=steward, now=now)
        return told

    first, second, end = asyncio.run(asyncio.wait_for(watch(), 20))

    assert json.loads(first.split("data: ")[1])["state"] == "queued"
    assert json.loads(second.split("data: ")[1])["state"] == "cancelled"
    assert end.startswith("event: end")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [True, False])
def test_the_stream_is_for_stewards_and_of_runs_that_exist(steward, stranger, known):
    client = AsyncClient()
    client.force_login(steward if known else stranger)

    answer = asyncio.run(
        client.get(reverse("jury:run-stream", args=["11111111-2222-3333-4444-555555555555"]))
    )

    assert answer.status_code == (404 if known else 403)
    assert answer.headers["Content-Type"] == "application/problem+json"


def _codes(pattern: str) -> set[str]:
    return {code for file in SOURCES.glob("*.py") for code in re.findall(pattern, file.read_text())}


def test_every_code_of_a_log_line_and_every_failure_has_words():
    told_by_the_core = {"too_little_data", "nothing_to_learn", "broken_promise", "other_questionnaire"}
    lines = _codes(r'log\.tell\(\w+, "(\w+)"')
    failures = _codes(r'stages\.fail\(\w+, "(\w+)"') | _codes(r'(?:Stated|Died)\("(\w+)"')

    assert len(lines) >= 9
    for code in lines:
        assert line_words(code, {"stage": "fit", "parts": 1, "failure": "no_trainer"}) != code
    assert len(failures) >= 2
    for code in failures | told_by_the_core:
        assert failure_words(code, "") != code
