"""What two people or two trainers do at the same moment, in threads with connections of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from scoring.models import Run
from scoring.runs import claims
from tests.jury.engine.conftest import PREPARED, claim, codes, start

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*doing: Callable[[], Any]) -> list[Any]:
    together = Barrier(len(doing))

    def do(what: Callable[[], Any]) -> Any:
        try:
            together.wait(timeout=20)
            return what()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(doing)) as threads:
        return list(threads.map(do, doing))


def test_two_who_press_at_once_share_one_run(dataset, steward, second_steward, now):
    found = at_once(lambda: start(dataset, steward, now), lambda: start(dataset, second_steward, now))

    runs, joined = zip(*found, strict=True)
    assert len({run.pk for run in runs}) == Run.objects.count() == 1
    assert sorted(joined) == [False, True]
    assert codes(runs[0]) == ["asked", "stage_began", "joined"]


def test_one_of_four_trainers_gets_the_part(run, now):
    found = at_once(*[lambda name=f"t{number}": claim(run, trainer=name, at=now) for number in range(4)])

    assert sum(each is not None for each in found) == 1


def test_the_last_two_parts_of_a_stage_begin_the_next_one_once(run, now):
    claims.finish_part(claim=claim(run, at=now), data=b"", facts=PREPARED, now=now)
    names = list(run.parts.filter(stage="fit").values_list("name", flat=True))
    mine = [claim(run, name, at=now) for name in names]
    for each in mine[:-2]:
        claims.finish_part(claim=each, data=b"", facts={}, now=now)

    done = at_once(
        *[lambda each=each: claims.finish_part(claim=each, data=b"", facts={}, now=now) for each in mine[-2:]]
    )

    run.refresh_from_db()
    assert (done, run.stage) == ([True, True], "calibrate")
    assert codes(run)[-2:] == ["stage_done", "stage_began"]
    assert run.lines.filter(code="stage_began").count() == 3
