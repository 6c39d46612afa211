"""Reads of the model room's first page, of a jury's page and of the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator

from scoring import registry
from scoring.enums import RunState, Status, Step
from scoring.models import ApiClient, JuryModel, PromotionStep, Run, StewardNote
from scoring.promotion import gate
from scoring.promotion.actions import champion_before, still_holds
from scoring.promotion.gate import Condition
from scoring.promotion.record import Person, open_requests, person_of, without_files
from scoring.promotion.words import Told, told
from scoring.sharing.words import note_words

if TYPE_CHECKING:
    from battle.accounts.models import User

CANDIDATES_JUDGED = 8
"""So many of the newest candidates show how they stand at the gate; older ones are in the list of all juries."""
JURIES_A_PAGE = 20
STEPS_A_PAGE = 20
STEPS_TOLD = 5
ENDED_RUNS_TOLD = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate and how it stands at the gate."""

    jury: JuryModel
    conditions: list[Told]
    asked: bool

    @property
    def passed(self) -> int:
        return sum(condition.passed for condition in self.conditions)

    @property
    def missed(self) -> list[Told]:
        return [condition for condition in self.conditions if not condition.passed]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for an overruling that waits. `own`: the reader asked, so somebody else must answer. `holds`: it can
    still be granted.
    """

    step: PromotionStep
    own: bool
    holds: bool
    missed: list[Told]


@dataclass(frozen=True, slots=True)
class Champion:
    """Who judges where nothing is pinned. `usable`: this version of the program reads its file."""

    jury: JuryModel
    usable: bool
    since: PromotionStep | None
    before: JuryModel | None


def champion() -> Champion | None:
    """The champion, how it came to be that, and who would be champion after a rollback."""
    jury = registry.WITHOUT_FILE.filter(status=Status.CHAMPION).first()
    if jury is None:
        return None
    since: PromotionStep | None = without_files().filter(kind__in=Step.crowning()).first()
    return Champion(jury, registry.is_usable(jury), since, champion_before())


def standings() -> list[Standing]:
    """The newest candidates at the gate."""
    asked = set(open_requests().values_list("jury_id", flat=True))
    newest = registry.WITHOUT_FILE.filter(status=Status.CANDIDATE)[:CANDIDATES_JUDGED]
    champion = gate.find_champion()
    return [
        Standing(jury, [told(each) for each in gate.conditions_beside(jury, champion)], jury.pk in asked)
        for jury in newest
    ]


def requests_for(user: User) -> list[Asked]:
    """The overrulings that were asked for and wait, seen by one steward."""
    return [_asked_by(step, user, gate.conditions(step.jury)) for step in open_requests()]


def request_about(jury: JuryModel, user: User, judged: Sequence[Condition]) -> Asked | None:
    """The one about a jury, if it waits; `judged` is how the jury stands now."""
    step = open_requests().filter(jury=jury).first()
    return _asked_by(step, user, judged) if step else None


def _asked_by(step: PromotionStep, user: User, judged: Sequence[Condition]) -> Asked:
    missed = [told(condition) for condition in step.conditions if not condition["passed"]]
    return Asked(step, Person.of(user).is_also(person_of(step)), still_holds(step, judged), missed)


def all_juries(number: str | None) -> Page[JuryModel]:
    """Every jury that is registered, newest first."""
    return Paginator(registry.WITHOUT_FILE.all(), JURIES_A_PAGE).get_page(number)


def active_runs() -> Sequence[Run]:
    """What is being trained and compared."""
    return list(_runs().filter(state__in=RunState.active()))


def ended_runs() -> Sequence[Run]:
    """What ended last, however it ended."""
    return list(_runs().exclude(state__in=RunState.active())[:ENDED_RUNS_TOLD])


def _runs() -> Any:
    related = Run.objects.select_related("candidate", "champion", "jury")
    return related.defer("candidate__file", "champion__file", "jury__file")


def unseen_notes() -> list[tuple[ApiClient | None, list[tuple[StewardNote, str]]]]:
    """What stewards should know and nobody has seen, by client, newest first."""
    grouped: dict[int | None, tuple[ApiClient | None, list[tuple[StewardNote, str]]]] = {}
    for note in StewardNote.objects.filter(seen_at=None).select_related("client"):
        grouped.setdefault(note.client_id, (note.client, []))[1].append((note, note_words(note)))
    return list(grouped.values())


def newest_steps() -> Iterable[PromotionStep]:
    """The end of the record."""
    return list(without_files()[:STEPS_TOLD])


def steps_of(jury: JuryModel) -> Iterable[PromotionStep]:
    """What the record says of one jury, newest first."""
    return list(without_files().filter(jury=jury))


def record_page(number: str | None) -> Page[PromotionStep]:
    """The record, newest first."""
    return Paginator(without_files(), STEPS_A_PAGE).get_page(number)
