"""A show that is under way, and short names for what the host does in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from battle.showlog.log import Logged, read
from battle.showlog.models import Show
from battle.stage import actions
from battle.stage.state import ShowState, fold


@dataclass
class Stage:
    """The host's hands: each act at the present moment, by the same person."""

    show: Show
    actor: str

    def _by(self, key: str | None) -> dict[str, Any]:
        return {"show_id": self.show.pk, "actor": self.actor, "at": timezone.now(), "key": key}

    def call(self, contender: str = "finalist-1", key: str | None = None) -> actions.Step:
        return actions.call_contender(contender=contender, **self._by(key))

    def ask(self, question: str, contender: str = "finalist-1", key: str | None = None) -> actions.Step:
        return actions.ask_question(contender=contender, question=question, **self._by(key))

    def answer(
        self, question: str, value: Any, contender: str = "finalist-1", key: str | None = None
    ) -> actions.Step:
        return actions.record_answer(contender=contender, question=question, value=value, **self._by(key))

    def correct(
        self, question: str, value: Any, contender: str = "finalist-1", key: str | None = None
    ) -> actions.Step:
        return actions.correct_answer(contender=contender, question=question, value=value, **self._by(key))

    def skip(self, question: str, contender: str = "finalist-1", key: str | None = None) -> actions.Step:
        return actions.skip_question(contender=contender, question=question, **self._by(key))

    def freeze(self, key: str | None = None) -> actions.Step:
        return actions.freeze_show(**self._by(key))

    def reveal(self, key: str | None = None) -> list[Any]:
        return actions.reveal_show(**self._by(key))

    def score(self, contender: str = "finalist-1", clock: Any = timezone.now) -> Any:
        return actions.score_contender(show_id=self.show.pk, contender=contender, clock=clock)

    @property
    def log(self) -> list[Logged]:
        return read(self.show.pk)

    @property
    def state(self) -> ShowState:
        return fold(self.log)

    @property
    def kinds(self) -> list[str]:
        return [entry.event.kind for entry in self.log]

    def key_of(self, seq: int) -> str | None:
        return self.show.entries.get(seq=seq).key


@pytest.fixture
def stage(opened_show, host) -> Stage:
    return Stage(opened_show, str(host.pk))


@pytest.fixture
def called(stage) -> Stage:
    """The first finalist is on stage."""
    stage.call()
    return stage


@pytest.fixture
def frozen(called) -> Stage:
    """Two finalists were questioned, scored, and the questioning has ended."""
    called.answer("team_founders", 3)
    called.call("finalist-2")
    called.answer("trac_employees", 5, contender="finalist-2")
    called.score("finalist-1")
    called.score("finalist-2")
    called.freeze()
    return called


@pytest.fixture
def now() -> datetime:
    return timezone.now()
