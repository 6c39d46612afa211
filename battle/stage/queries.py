"""Reads of the stage room."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from battle.applications.models import Application
from battle.applications.queries import finalists
from battle.editions.models import Edition
from battle.showlog.events import Advised, Compared, Revealed, Scored
from battle.showlog.log import Logged, current_show, read
from battle.showlog.models import Entry, Show
from battle.showlog.verify import Difference
from battle.stage.advice import told_advice
from battle.stage.models import WorkerBeat
from battle.stage.rejudging import Known
from battle.stage.state import ContenderState, ShowState, apply, fold, ranking
from scoring import service

WORKER_SILENT_AFTER = timedelta(seconds=15)


def newest_worker_beat() -> datetime | None:
    """When any worker was last heard of."""
    return WorkerBeat.objects.order_by("-at").values_list("at", flat=True).first()


def show_of(edition: Edition) -> Show | None:
    """The show of an edition that counts: its newest."""
    return current_show(edition.slug)


def state_of(edition: Edition) -> tuple[ShowState, Show | None]:
    """What the log of an edition's show says, and the show; a fresh state before it is opened."""
    show = show_of(edition)
    if show is None:
        return ShowState(edition=edition.slug, title=edition.name, mode=edition.mode), None
    return fold(read(show.pk)), show


def answers_from_applications(edition: Edition, keys: list[str]) -> dict[str, dict[str, float]]:
    """What the finalists' applications answered, by the finalist's key. Private: for the host's eyes only."""
    rows = Application.objects.filter(edition=edition, key__in=keys).values_list("key", "answers")
    return dict(rows)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a show needs before it is opened; `required` ones must be done."""

    name: str
    done: bool
    required: bool
    sentence: str


def checklist(edition: Edition, now: datetime) -> list[Check]:
    """Whether the show of an edition can be opened, point by point, in the reader's language."""
    there = finalists(edition).count()
    beat = newest_worker_beat()
    worker = beat is not None and now - beat < WORKER_SILENT_AFTER
    running = _("%(there)d of %(wanted)d finalists are in the running order")
    numbers = {"there": there, "wanted": edition.finalists_wanted}
    model = model_of(edition)
    return [
        *(
            []
            if edition.is_published
            else [Check("published", False, True, _("The battle is still a draft"))]
        ),
        Check("finalists", there == edition.finalists_wanted, True, running % numbers),
        Check("model", bool(model), True, _("Jury model %(model)s is ready") % {"model": model})
        if model
        else Check("model", False, True, _("There is no jury model yet; a data steward has to train one")),
        Check("worker", True, False, _("The scoring worker is running"))
        if worker
        else Check(
            "worker", False, False, _("The scoring worker has not been heard of; scores will be late")
        ),
    ]


def model_of(edition: Edition) -> str:
    """The version of the jury that a show of this edition would be opened with; empty where there is none."""
    try:
        return edition.jury_model or service.champion().version
    except service.NoJuryModel:
        return ""


def unrevealed_shows() -> QuerySet[Show]:
    """Shows that may still want scores."""
    return Show.objects.filter(seq__gt=0).exclude(entries__kind="revealed")


def host_state(state: ShowState, show: Show | None) -> dict[str, Any]:
    """The show for the host, in the words of the host's board (leaderboard.projection), for when the stream is away."""
    ranks = {place.contender: place.rank for place in ranking(state)}
    return {
        "edition": state.edition,
        "title": state.title,
        "mode": state.mode,
        "show": show.number if show else 0,
        "phase": str(state.phase) if show else "none",
        "seq": state.seq,
        "model": state.model,
        "questionnaire": state.questionnaire,
        "on_stage": state.on_stage,
        "question": state.question,
        "contenders": [
            _contender(contender, order, state.on_stage, ranks.get(contender.key))
            for order, contender in enumerate(state.contenders.values(), start=1)
        ],
        "winner": state.ranking[0].contender if state.ranking else None,
        "advice": told_advice(state),
        "pending": [contender.key for contender in state.pending],
        "answers": {key: dict(contender.answers) for key, contender in state.contenders.items()},
        "skipped": {key: sorted(contender.skipped) for key, contender in state.contenders.items()},
    }


def _contender(
    contender: ContenderState, order: int, on_stage: str | None, rank: int | None
) -> dict[str, Any]:
    score = contender.score
    standing = "on_stage" if contender.key == on_stage else "done" if contender.called else "waiting"
    return {
        "key": contender.key,
        "company": contender.company,
        "one_liner": contender.one_liner,
        "order": order,
        "state": standing,
        "answered": len(contender.answers),
        "score": round(score.score, 2) if score else None,
        "low": round(score.low, 2) if score else None,
        "high": round(score.high, 2) if score else None,
        "base": round(score.base, 2) if score else None,
        "sections": {name: round(value, 2) for name, value in score.sections.model_dump().items()}
        if score
        else None,
        "rank": rank,
        "scoring": contender.pending,
    }


# --- checking a show that was played -------------------------------------------------------------------------------
def count_scores(show: Show) -> int:
    return Entry.objects.filter(show=show, kind="scored").count()


def recompute_scores(show: Show) -> Difference | None:
    """The first score, advice or comparison in the log that the show's model does not give for what it knew of."""
    state = ShowState()
    known = Known()
    model: service.ModelRef | None = None
    for entry in read(show.pk):
        if fault := _misfit(state, entry):
            return fault
        if not isinstance(entry.event, Scored | Advised | Compared):
            known.follow(state)
            continue
        if model is None:
            model, trouble = _pinned_model(state)
            if model is None:
                return Difference(1, trouble)
        if reason := known.misjudged(entry.event, model):
            return Difference(entry.seq, reason)
    return None


def recheck_ranking(show: Show) -> Difference | None:
    """The reveal, where its ranking is not the one that the scores before it give, or a score was still missing."""
    state = ShowState()
    for entry in read(show.pk):
        if isinstance(entry.event, Revealed):
            if state.pending:
                return Difference(entry.seq, "revealed while a score was missing")
            if entry.event.ranking != ranking(state):
                return Difference(entry.seq, "its ranking is not the one that the scores give")
        if fault := _misfit(state, entry):
            return fault
    return None


def _misfit(state: ShowState, entry: Logged) -> Difference | None:
    """Apply an entry whose content is whole; told where it does not fit what came before."""
    try:
        apply(state, entry)
    except (KeyError, ValueError):
        return Difference(entry.seq, "it does not fit the entries before it")
    return None


def _pinned_model(state: ShowState) -> tuple[service.ModelRef | None, str]:
    """The jury that the show was opened with, read and ready; or None and what is the matter with it."""
    try:
        model = service.model_ref(state.model)
        if model.sha256 != state.model_sha256:
            return None, f"the registered model {state.model} is not the one this show was opened with"
        service.warm(state.model)
    except service.NoJuryModel:
        return None, f"its jury model {state.model} is missing"
    except Exception:  # a row or file that was altered by hand makes its many readers raise anything
        return None, f"its jury model {state.model} was altered"
    return model, ""


def ranking_word(show: Show) -> str:
    """Where the ranking stands, for the last line of a check."""
    return "recomputed" if Entry.objects.filter(show=show, kind="revealed").exists() else "not revealed yet"
