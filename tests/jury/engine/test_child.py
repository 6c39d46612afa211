"""The process that computes a part: what it found, how it died, and that nothing of it stays."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from scoring.core.dataset_file import dump
from scoring.core.parts import Done, Order, run_part
from scoring.runs.child import Child, load
from scoring.runs.work import Died, Material, Stated
from tests.support.foreign import Table
from tests.support.waiting import wait_for

SOON = 60


@pytest.fixture(scope="module", autouse=True)
def _loaded():
    load()


def material(content: bytes) -> Material:
    order = Order("train", 1, "won", "it won", ("rounds",))
    return Material(order, "prepare", {"dataset:rounds": content}, {})


def test_it_finds_what_the_core_finds(content):
    asked = material(content)

    with Child(asked) as child:
        outcome = child.outcome(within=SOON)

    assert isinstance(outcome, Done)
    assert outcome == run_part(asked.order, asked.part, asked.inputs, asked.facts)


def test_what_cannot_be_learned_is_stated_with_its_code():
    with Child(material(dump(Table(30).read()))) as child:
        outcome = child.outcome(within=SOON)

    assert isinstance(outcome, Stated)
    assert outcome.failure == "too_little_data"


def test_what_nobody_foresaw_is_told_in_a_sentence():
    with Child(material(b"no data set")) as child:
        outcome = child.outcome(within=SOON)

    assert isinstance(outcome, Died)
    assert (outcome.failure, outcome.detail.split(":")[0]) == ("part_failed", "BadGzipFile")


def test_a_child_that_is_killed_from_outside_has_died(content):
    with Child(material(content)) as child:
        os.kill(child.pid, signal.SIGKILL)
        outcome = child.outcome(within=SOON)

    assert outcome == Died(
        "child_died", "The process was killed (SIGKILL), which is what happens when memory runs out."
    )


def test_whoever_leaves_it_kills_it(content):
    with Child(material(content)) as child:
        assert child.outcome(within=0) is None

    wait_for(lambda: _gone(child.pid), SOON)


class Dying(dict):
    """Inputs whose reading starts a process and then kills its own, as a machine without memory kills one of two."""

    def __init__(self, told: Path) -> None:
        super().__init__()
        self.told = told

    def __getitem__(self, name: str) -> bytes:
        started = subprocess.Popen(["sleep", "300"])
        self.told.write_text(str(started.pid))
        os.kill(os.getpid(), signal.SIGKILL)
        raise KeyError(name)


def test_what_a_child_had_started_when_it_died_is_killed_too(tmp_path):
    asked = Material(material(b"").order, "prepare", Dying(tmp_path / "pid"), {})

    with Child(asked) as child:
        assert isinstance(child.outcome(within=SOON), Died)

    started = int((tmp_path / "pid").read_text())
    wait_for(lambda: _gone(started), SOON)


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
