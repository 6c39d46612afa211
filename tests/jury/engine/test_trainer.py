"""A trainer around its child: what fails there is tried again, and said."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from scoring.enums import PartState
from scoring.runs import trainer
from scoring.runs.child import load

pytestmark = pytest.mark.django_db


@contextmanager
def no_more_files() -> Iterator[None]:
    """What is open stays open; nothing else can be opened."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_child_that_cannot_be_started_is_tried_again_with_the_reason(run, now):
    load()

    with no_more_files():
        done = trainer.do_part(run_id=run.pk, name="prepare", trainer="t1", clock=lambda: now)

    part, line = run.parts.get(), run.lines.last()
    assert (done, part.state, part.attempts) == (False, PartState.WAITING, 1)
    assert (line.code, line.params["why"]) == ("part_again", "part_failed")
