"""The only writer of `PromotionStep`, and what the record says: who is champion, who was, and whether it is whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connection

from scoring.enums import Status, Step
from scoring.models import JuryModel, PromotionStep
from scoring.promotion.chain import GENESIS, Content, plain, step_hash
from scoring.promotion.guards import GUARDS

if TYPE_CHECKING:
    from battle.accounts.models import User

# What drivers, converters and the hash raise for a column that holds something else than its type.
UNREADABLE = (DatabaseError, ValueError, TypeError, AttributeError, OverflowError, LookupError)
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Person:
    """Who answers for a step. `user` is None for somebody named at the command line; all empty for nobody."""

    name: str = ""
    user: int | None = None

    @classmethod
    def of(cls, user: User) -> Person:
        return cls(" ".join(str(user).split())[:LONGEST_NAME], user.pk)

    def is_also(self, other: Person) -> bool:
        """Whether both may be one person: by account where both have one, else by name."""
        if self.user is not None and other.user is not None:
            return self.user == other.user
        return " ".join(self.name.split()).casefold() == " ".join(other.name.split()).casefold()


@dataclass(frozen=True, slots=True)
class Why:
    """What is written of a step beside who became what."""

    kind: Step
    by: Person = Person()
    reason: str = ""
    conditions: Sequence[dict[str, Any]] = ()
    figures: dict[str, Any] = field(default_factory=dict)
    answers: PromotionStep | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """The first step that is not as it was written, and in what: a code of `words.fault_words`, and what it
    is about. `number` 0: the record as a whole.
    """

    number: int
    code: str
    about: str = ""


def append(*, why: Why, jury: JuryModel, before: JuryModel | None, now: datetime) -> PromotionStep:
    """Add a step to the record, chained to the one before. The caller holds the juries' lock (`scoring.registry`)."""
    newest = PromotionStep.objects.order_by("-number").first()
    step = PromotionStep(
        number=newest.number + 1 if newest else 1,
        kind=why.kind,
        jury=jury,
        before=before,
        answers=why.answers,
        by_user=why.by.user,
        by_name=why.by.name,
        reason=why.reason,
        conditions=plain(why.conditions),
        figures=plain(why.figures),
        sha256=jury.sha256,
        before_sha256=before.sha256 if before else "",
        at=now,
    )
    step.hash = step_hash(newest.hash if newest else GENESIS, content_of(step))
    step.save(force_insert=True)
    return step


def content_of(step: PromotionStep) -> Content:
    """What the hash of a step covers."""
    return Content(
        number=step.number,
        kind=str(step.kind),
        jury=step.jury.version,
        before=step.before.version if step.before else "",
        answers=step.answers.number if step.answers else None,
        by_user=step.by_user,
        by_name=step.by_name,
        reason=step.reason,
        conditions=step.conditions,
        figures=step.figures,
        sha256=step.sha256,
        before_sha256=step.before_sha256,
        at=step.at,
    )


def person_of(step: PromotionStep) -> Person:
    """Who took a step."""
    return Person(step.by_name, step.by_user)


def line_of_champions() -> list[int]:
    """The juries that are or were champion and were not rolled back, as keys, oldest first: the last one is champion.

    A rollback takes the last one off; so a second rollback goes one further back, and never to and fro.
    """
    line: list[int] = []
    crowning = PromotionStep.objects.filter(kind__in=Step.crowning()).order_by("number")
    for kind, jury in crowning.values_list("kind", "jury_id"):
        follow(line, kind, jury)
    return line


def follow(line: list[int], kind: str, jury: int) -> None:
    """What a step does to the line of champions."""
    if kind in (Step.INSTALLED, Step.PROMOTED):
        line.append(jury)
    elif kind == Step.ROLLED_BACK and line:
        line.pop()


def open_requests() -> Any:
    """The requests for an overruling that nothing has answered yet, newest first."""
    return without_files().filter(kind=Step.REQUESTED, answered_by=None)


def without_files() -> Any:
    """The steps, newest first, with the juries that they name and without those juries' files."""
    related = PromotionStep.objects.select_related("jury", "before", "answers")
    return related.defer("jury__file", "before__file")


# --- whether it is whole -------------------------------------------------------------------------------------------
def verify() -> Fault | None:
    """The first step whose number, chain, content, juries' files or sense are not as they were written, or None.

    Steps cut off at the end leave a chain that is whole: such a cut shows only where the champion is then not the one
    that the record says, or where somebody noted the newest hash elsewhere.
    """
    previous, expected, line, hashed = GENESIS, 1, list[int](), dict[int, str]()
    for step in _steps():
        if step is None:
            return Fault(expected, "unreadable")
        try:
            code = _broken(step, previous, expected) or _senseless(step, line) or _changed(step, hashed)
        except UNREADABLE:
            code = "unreadable"
        if code:
            return Fault(min(step.number, expected), code)
        follow(line, step.kind, step.jury_id)
        previous, expected = step.hash, expected + 1
    return _as_a_whole(line)


def head() -> tuple[int, str]:
    """The number and hash of the newest step; worth noting somewhere else."""
    newest = PromotionStep.objects.order_by("-number").values_list("number", "hash").first()
    return newest or (0, GENESIS)


def _steps() -> Iterator[PromotionStep | None]:
    """The steps in their order, each read by itself; None for one that cannot be read."""
    for pk in list(PromotionStep.objects.order_by("number").values_list("pk", flat=True)):
        try:
            step = without_files().get(pk=pk)
        except UNREADABLE:
            yield None
        else:
            yield step if isinstance(step.number, int) else None


def _broken(step: PromotionStep, previous: str, expected: int) -> str:
    if step.number != expected:
        return "missing"
    if step_hash(previous, content_of(step)) != step.hash:
        return "hash"
    if step.sha256 != step.jury.sha256 or step.before_sha256 != (step.before.sha256 if step.before else ""):
        return "other_jury"
    return ""


def _changed(step: PromotionStep, hashed: dict[int, str]) -> str:
    """Whether the file of a jury that it names is not what the jury's hash says; `hashed` are those read already."""
    for jury in filter(None, (step.jury, step.before)):
        if jury.pk not in hashed:
            file = JuryModel.objects.values_list("file", flat=True).get(pk=jury.pk)
            hashed[jury.pk] = hashlib.sha256(bytes(file)).hexdigest()
        if hashed[jury.pk] != jury.sha256:
            return "other_file"
    return ""


def _senseless(step: PromotionStep, line: list[int]) -> str:
    """What a step says that no action of this program would have written."""
    if step.before_id != (line[-1] if line else None):
        return "other_before"
    if step.kind == Step.ROLLED_BACK and line[-2:-1] != [step.jury_id]:
        return "rolled_back_elsewhere"
    if step.kind == Step.PROMOTED and _failed(step.conditions) and not _by_a_second(step):
        return "no_second"
    if step.kind == Step.WITHDRAWN and not _answers_request(step):
        return "withdraws_nothing"
    return ""


def _failed(conditions: Iterable[dict[str, Any]]) -> bool:
    return any(not condition["passed"] for condition in conditions)


def _answers_request(step: PromotionStep) -> bool:
    return (
        step.answers is not None
        and step.answers.kind == Step.REQUESTED
        and step.answers.jury_id == step.jury_id
    )


def _by_a_second(step: PromotionStep) -> bool:
    return (
        step.answers is not None
        and _answers_request(step)
        and not person_of(step).is_also(person_of(step.answers))
    )


def _as_a_whole(line: list[int]) -> Fault | None:
    champion = JuryModel.objects.filter(status=Status.CHAMPION).values_list("pk", flat=True).first()
    if champion != (line[-1] if line else None):
        return Fault(0, "other_champion")
    for guard in GUARDS:
        if not guard.stands(connection):
            return Fault(0, "unguarded", guard.table)
    return None
