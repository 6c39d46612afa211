"""The jury's opinion of what applications say, computed after the lock and kept with the jury's version."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q

from battle.applications.enums import State
from battle.applications.models import Application
from battle.applications.queries import received
from battle.selection.models import Opinion, Shortlist
from scoring import service

AT_ONCE = 25
# A worker does this beside the scores of a running show, so it takes short turns.
TURN = timedelta(seconds=0.8)
# Long after the show nobody looks at the lists any more.
LOOKED_AT_FOR = timedelta(days=2)

logger = structlog.get_logger(__name__)


def score_waiting(*, now: datetime, clock: Callable[[], float] = time.monotonic) -> int:
    """Score applications of locked shortlists that have no opinion yet, for a moment; returns how many.

    Several workers may do the same ones: the same answers and jury give the same opinion.
    """
    until, done = clock() + TURN.total_seconds(), 0
    for shortlist in _locked(now):
        if not shortlist.model and not _choose_jury(shortlist):
            continue
        while clock() < until and (found := _score_some(shortlist, now)):
            done += found
    return done


def _locked(now: datetime) -> list[Shortlist]:
    found = Shortlist.objects.filter(locked_at__isnull=False, edition__show_starts_at__gt=now - LOOKED_AT_FOR)
    return list(found.select_related("edition"))


def _choose_jury(shortlist: Shortlist) -> bool:
    """Where there was no jury at the lock, the first one that comes is it."""
    try:
        version = service.champion().version
    except service.NoJuryModel:
        return False
    Shortlist.objects.filter(pk=shortlist.pk, model="").update(model=version)
    shortlist.refresh_from_db(fields=["model"])
    return True


def _score_some(shortlist: Shortlist, now: datetime) -> int:
    edition = shortlist.edition
    waiting = received(edition).exclude(state=State.WITHDRAWN).filter(anonymised_at=None)
    stale = Q(opinion=None) | ~Q(opinion__model=shortlist.model) | Q(opinion__scored_at__lt=F("changed_at"))
    found = list(waiting.filter(stale).only("answers", "changed_at").order_by("pk")[:AT_ONCE])
    if not found:
        return 0
    try:
        ref = service.model_ref(shortlist.model)
    except service.NoJuryModel:
        logger.warning("opinions_without_jury", edition=edition.pk)
        return 0
    opinions = [_opinion(shortlist, application, ref, now) for application in found]
    with transaction.atomic():
        # Unlocked meanwhile: what was just computed is not kept.
        asked = Shortlist.objects.select_for_update().filter(
            pk=shortlist.pk, locked_at__isnull=False, model=shortlist.model
        )
        if not asked.exists():
            return 0
        Opinion.objects.bulk_create(
            opinions,
            update_conflicts=True,
            unique_fields=["application"],
            update_fields=["model", "score", "low", "high", "base", "sections", "answered", "scored_at"],
        )
    return len(opinions)


def _opinion(shortlist: Shortlist, application: Application, ref: service.ModelRef, now: datetime) -> Opinion:
    score = score_of(application.answers, ref)
    return Opinion(
        application=application,
        edition_id=shortlist.edition_id,
        model=ref.version,
        score=score.score,
        low=score.low,
        high=score.high,
        base=score.base,
        sections=score.sections,
        answered=score.answered,
        scored_at=max(now, application.changed_at),
    )


def score_of(answers: dict[str, float], ref: service.ModelRef) -> service.Score:
    """The jury's score; an answer that this jury cannot take counts as not given."""
    usable = dict(answers)
    while True:
        try:
            return service.score(usable, ref)
        except service.AnswerProblem as problem:
            if usable.pop(problem.field, None) is None:
                return service.score({}, ref)
