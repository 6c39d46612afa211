"""The last part of a run: what it found goes into the database, and the run is done."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from scoring import registry
from scoring.enums import Kind, RunState
from scoring.models import Comparison, Run
from scoring.runs import log, stages
from scoring.runs.claims import Claim, close_part
from scoring.runs.orders import facts_of, result_of, sources_of

MODEL, PROOF, FIGURES, COMPARED = "calibrate", "prove", "evaluate", "compare"
OTHERS_FIGURES = ("cross_validated", "held_out")
"""What a model file does not know of itself, because it is measured on the finished file."""


@transaction.atomic
def store_result(*, claim: Claim, now: datetime) -> bool:
    """Register the jury as a candidate, or keep the comparison, and end the run; False where the claim is lost.

    All in one transaction: a cancelled run leaves no jury behind, and a trainer that dies here leaves all to the next.

    Raises
    ------
    BadOrder : a result that is needed is not there.
    BadModelFile, ValueError : the file and its proof do not belong together.
    """
    run = log.lock_active(claim.run_id)
    if run is None or not close_part(claim, now):
        return False
    if run.kind == Kind.TRAIN:
        _register(run, now)
    else:
        _keep_comparison(run, now)
    stages.end(run, RunState.DONE, now)
    return True


def _register(run: Run, now: datetime) -> None:
    from scoring.core import artefact
    from scoring.core.promises import Proof

    data = result_of(run, MODEL)
    own = artefact.read_facts(data)
    figures = facts_of(run).get(FIGURES, {})
    metrics: dict[str, Any] = {
        **own["metrics"],
        **{name: figures[name] for name in OTHERS_FIGURES if name in figures},
    }
    run.jury = registry.register_model(
        data=data,
        facts={**own, "metrics": metrics},
        questionnaire=own["questionnaire"],
        datasets=sources_of(run),
        proof=Proof.from_dict(json.loads(result_of(run, PROOF))),
    )
    log.tell(run, "registered", now, version=run.jury.version)


def _keep_comparison(run: Run, now: datetime) -> None:
    """The same two juries on the same rows again: the newer result stands, with the run that found it."""
    found = facts_of(run)[COMPARED]
    Comparison.objects.update_or_create(
        candidate=run.candidate,
        champion=run.champion,
        holdout=found["holdout"],
        defaults={"result": found, "run": run, "created_at": now},
    )
    log.tell(run, "compared", now)
