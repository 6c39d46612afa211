"""Starting and cancelling runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from battle.problems import Refused
from scoring.enums import Kind, RunState
from scoring.models import DataSet, JuryModel, Run, RunSource
from scoring.runs import log, stages

if TYPE_CHECKING:
    from battle.accounts.models import User

HIGHEST_SEED = 2**32 - 1
LONGEST_LABEL = 60
TRIES = 5
"""To start a run, or to find the one that somebody else has just started, which may end in between."""


def start_training(
    *,
    datasets: Sequence[DataSet],
    label: str,
    merge_labels: bool,
    seed: int,
    by: User | None,
    now: datetime,
) -> tuple[Run, bool]:
    """Train a jury on these data sets. True with a run that was going on already: the same data sets, label and seed.

    Parameters
    ----------
    label : what counted as success. Without `merge_labels` every data set must have it; with it, it is the name under
        which theirs are taken together.
    by : None for a command.

    Raises
    ------
    Refused : ``no_datasets``, ``other_questionnaire``, ``no_label``, ``labels_differ`` or ``bad_seed``; its `field` is
        the name of the input.
    """
    sources = _in_order(datasets)
    label = " ".join(label.split())
    _check_sources(sources)
    _check_label(sources, label, merge_labels)
    _check_seed(seed)
    run = Run(
        kind=Kind.TRAIN, label=label, merged_labels=merge_labels, seed=seed, started_by=by, created_at=now
    )
    return _start_or_join(run, sources, by, now)


def start_comparison(
    *,
    candidate: JuryModel,
    champion: JuryModel,
    datasets: Sequence[DataSet],
    seed: int = 1,
    by: User | None,
    now: datetime,
) -> tuple[Run, bool]:
    """Judge two juries on the frozen hold-out of these data sets. True with a run that was going on already.

    Raises
    ------
    Refused : ``same_jury``, ``no_datasets``, ``other_questionnaire``, ``labels_differ`` or ``bad_seed``.
    """
    if candidate.pk == champion.pk:
        raise Refused("same_jury", _("A jury cannot be compared with itself."), field="champion")
    sources = _in_order(datasets)
    _check_sources(sources)
    _check_one_label(sources, candidate)
    _check_seed(seed)
    run = Run(
        kind=Kind.COMPARE,
        candidate=candidate,
        champion=champion,
        seed=seed,
        label=sources[0].label,
        started_by=by,
        created_at=now,
    )
    return _start_or_join(run, sources, by, now)


@transaction.atomic
def cancel_run(*, run: Run, by: User | None, now: datetime) -> Run:
    """End a run at once. Trainers that work on its parts notice within a second and kill what they have begun.

    Raises
    ------
    Refused : ``run_over``.
    """
    active = log.lock_active(run.pk)
    if active is None:
        raise Refused("run_over", _("This run has ended already."))
    log.tell(active, "cancelled", now, **_who(by))
    stages.end(active, RunState.CANCELLED, now)
    return active


def _start_or_join(run: Run, sources: Sequence[DataSet], by: User | None, now: datetime) -> tuple[Run, bool]:
    run.fingerprint = _fingerprint(run, sources)
    for _try in range(TRIES):
        if (going_on := _join(run.fingerprint, by, now)) is not None:
            return going_on, True
        try:
            return _create(run, sources, by, now), False
        except IntegrityError:
            # Somebody else has just started the same: the constraint lets one of two through. Join theirs. Or a data
            # set has just been deleted.
            run.pk = None
            _check_still_there(sources)
    raise Refused("busy", _("Others start the same run at this moment. Try again."))


@transaction.atomic
def _join(fingerprint: str, by: User | None, now: datetime) -> Run | None:
    found = Run.objects.filter(fingerprint=fingerprint, state__in=RunState.active()).first()
    run = log.lock_active(found.pk) if found else None
    if run is not None:
        log.tell(run, "joined", now, **_who(by))
        log.save(run)
    return run


@transaction.atomic
def _create(run: Run, sources: Sequence[DataSet], by: User | None, now: datetime) -> Run:
    run.save(force_insert=True)
    RunSource.objects.bulk_create(RunSource(run=run, dataset=source) for source in sources)
    log.tell(run, "asked", now, **_who(by), datasets=[source.name for source in sources], seed=run.seed)
    stages.begin_first(run, now)
    return run


def _in_order(datasets: Sequence[DataSet]) -> list[DataSet]:
    """Each once, oldest first, so that the same choice is the same run in whatever order it was made."""
    return sorted({source.pk: source for source in datasets}.values(), key=lambda s: (s.created_at, s.pk))


def _check_sources(sources: Sequence[DataSet]) -> None:
    if not sources:
        raise Refused("no_datasets", _("Choose at least one data set."), field="datasets", http_status=422)
    if len({source.questionnaire for source in sources}) > 1:
        message = _("These data sets answer different versions of the questionnaire.")
        raise Refused("other_questionnaire", message, field="datasets", http_status=422)


def _check_still_there(sources: Sequence[DataSet]) -> None:
    if DataSet.objects.filter(pk__in=[source.pk for source in sources]).count() < len(sources):
        message = _("A data set that was chosen has just been deleted. Choose others.")
        raise Refused("no_datasets", message, field="datasets", http_status=422)


def _check_label(sources: Sequence[DataSet], label: str, merge_labels: bool) -> None:
    if not 0 < len(label) <= LONGEST_LABEL:
        message = _("Say what counted as success, in %(most)s characters at most.") % {"most": LONGEST_LABEL}
        raise Refused("no_label", message, field="label", http_status=422)
    others = sorted({source.label for source in sources} - {label})
    if others and not merge_labels:
        message = _(
            "Not every data set has the label “%(label)s”; the others are: %(others)s. "
            "Choose data sets of one label, or say that they mean the same."
        )
        told = {"label": label, "others": ", ".join(others)}
        raise Refused("labels_differ", message % told, field="merge_labels", http_status=422)


def _check_one_label(sources: Sequence[DataSet], candidate: JuryModel) -> None:
    """Whoever trained the candidate on data sets of several labels said that they mean the same; nobody else did."""
    own = set(candidate.sources.values_list("dataset_id", flat=True))
    if len({source.label for source in sources}) > 1 and {source.pk for source in sources} != own:
        message = _(
            "These data sets have different labels. Choose data sets of one label, or exactly those that the candidate "
            "learned from."
        )
        raise Refused("labels_differ", message, field="datasets", http_status=422)


def _check_seed(seed: int) -> None:
    if not 0 <= seed <= HIGHEST_SEED:
        message = _("The seed is a whole number from 0 to %(most)s.") % {"most": HIGHEST_SEED}
        raise Refused("bad_seed", message, field="seed", http_status=422)


def _fingerprint(run: Run, sources: Sequence[DataSet]) -> str:
    """What makes two requests the same work."""
    asked = [run.kind, run.label, run.merged_labels, run.seed, run.candidate_id, run.champion_id]
    plain = json.dumps([*asked, [source.pk for source in sources]])
    return hashlib.sha256(plain.encode()).hexdigest()


def _who(by: User | None) -> dict[str, Any]:
    """By number: the log outlives the account, and then says nothing about whose it was."""
    return {"by": by.pk if by else None}
