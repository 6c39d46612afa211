"""The jury's opinion of what applications say, computed after the lock and kept with the jury's version."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from battle.applications.enums import State
from battle.applications.models import Application
from battle.applications.queries import received
from battle.selection.models import Opinion, Shortlist
from scoring import service

SCORES_AT_ONCE, BANDS_AT_ONCE = 500, 20
BANDS = ("low", "high", "base", "sections", "answered")
SCORES = (*BANDS, "model", "score", "scored_at")
# A worker does this beside the scores of a running show, so it takes short turns.
TURN = timedelta(seconds=0.8)
# Long after the show nobody looks at the lists any more.
LOOKED_AT_FOR = timedelta(days=2)


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
    """Some of what is missing: first the scores of all, which is quick, then bands and sections, the best first."""
    try:
        ref = service.model_ref(shortlist.model)
    except service.NoJuryModel:
        return 0
    if found := list(_unread(shortlist)[:SCORES_AT_ONCE]):
        return _keep(shortlist, _scores(shortlist, found, ref, now), SCORES)
    waiting = Opinion.objects.filter(edition=shortlist.edition, model=ref.version, low=None)
    opinions = list(waiting.select_related("application").order_by("-score", "pk")[:BANDS_AT_ONCE])
    for opinion in opinions:
        _fill_in(opinion, score_of(opinion.application.answers, ref))
    return _keep(shortlist, opinions, BANDS)


def _unread(shortlist: Shortlist) -> QuerySet[Application]:
    waiting = received(shortlist.edition).exclude(state=State.WITHDRAWN).filter(anonymised_at=None)
    stale = Q(opinion=None) | ~Q(opinion__model=shortlist.model) | Q(opinion__scored_at__lt=F("changed_at"))
    return waiting.filter(stale).only("answers", "changed_at").order_by("pk")


def _scores(
    shortlist: Shortlist, found: Sequence[Application], ref: service.ModelRef, now: datetime
) -> list[Opinion]:
    scores = service.score_many([application.answers for application in found], ref, processes=1).scores
    asked = set(service.questionnaire(ref.questionnaire).keys)
    return [
        Opinion(
            application=application,
            edition_id=shortlist.edition_id,
            model=ref.version,
            score=score if score is not None else score_of(application.answers, ref).score,
            answered=len(asked.intersection(application.answers)),
            scored_at=max(now, application.changed_at),
        )
        for application, score in zip(found, scores, strict=True)
    ]


def _fill_in(opinion: Opinion, score: service.Score) -> None:
    opinion.low, opinion.high, opinion.base = score.low, score.high, score.base
    opinion.sections, opinion.answered = score.sections, score.answered


def _keep(shortlist: Shortlist, opinions: Sequence[Opinion], fields: Sequence[str]) -> int:
    with transaction.atomic():
        # Unlocked meanwhile: what was just computed is not kept.
        asked = Shortlist.objects.select_for_update().filter(
            pk=shortlist.pk, locked_at__isnull=False, model=shortlist.model
        )
        if not opinions or not asked.exists():
            return 0
        Opinion.objects.bulk_create(
            opinions,
            update_conflicts=True,
            unique_fields=["application"],
            update_fields=[*fields],
        )
    return len(opinions)


def score_of(answers: dict[str, float], ref: service.ModelRef) -> service.Score:
    """The jury's score; an answer that this jury cannot take counts as not given."""
    usable = dict(answers)
    while True:
        try:
            return service.score(usable, ref)
        except service.AnswerProblem as problem:
            if usable.pop(problem.field, None) is None:
                return service.score({}, ref)
