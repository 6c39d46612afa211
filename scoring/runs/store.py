"""The last part of a run: what it found goes into the database, and the run is done."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from scoring import registry
from scoring.enums import Kind, RunState, Stage
from scoring.models import Comparison, Run
from scoring.runs import log, stages
from scoring.runs.claims import Claim, close_part
from scoring.runs.orders import facts_of, material_of, sources_of

COMPARED = "compare"
LONGEST_ORIGIN = 200


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
    from scoring.core.parts import trained

    material = material_of(run, Stage.REGISTER)
    found = trained(material.inputs, material.facts)
    run.jury = registry.register_model(
        data=found.data,
        facts={**found.facts, "trained_on": found.facts["trained_on"][:LONGEST_ORIGIN]},
        questionnaire=found.questionnaire,
        datasets=sources_of(run),
        proof=found.proof,
    )
    log.tell(run, "registered", now, version=run.jury.version)


def _keep_comparison(run: Run, now: datetime) -> None:
    """The same two juries on the same rows again: the newer result stands, with the run that found it."""
    found = {**facts_of(run)[COMPARED], "sources": [source.name for source in sources_of(run)]}
    Comparison.objects.update_or_create(
        candidate_id=run.candidate_id,
        champion_id=run.champion_id,
        holdout=found["holdout"],
        defaults={"result": found, "run": run, "created_at": now},
    )
    log.tell(run, "compared", now)
