"""What a trainer does with a hint: claim the part, have a child do it, hold the claim meanwhile, write the result."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from scoring.enums import Stage
from scoring.models import Run
from scoring.runs import claims, store
from scoring.runs.child import Child, load
from scoring.runs.claims import Claim
from scoring.runs.orders import BadOrder, material_of
from scoring.runs.work import Died, Material, Stated

if TYPE_CHECKING:
    from scoring.core.parts import Done

Clock = Callable[[], datetime]
RENEW_EVERY = 1.0
LOOK_EVERY = 0.25

logger = structlog.get_logger(__name__)
stopping = threading.Event()
"""Set when this process is asked to stop: a part under way is given back."""


def process_name() -> str:
    """What this process is called as a trainer. Not the worker: a pool of processes takes several parts at once."""
    return f"{socket.gethostname()}/{os.getpid()}"


def do_part(*, run_id: int, name: str, trainer: str, clock: Clock) -> bool:
    """Do one part of a run, unless somebody else does or did. True where its result was written."""
    load()
    claim = claims.claim_part(run_id=run_id, name=name, trainer=trainer, now=clock())
    if claim is None:
        return False
    try:
        if claim.stage == Stage.REGISTER:
            return store.store_result(claim=claim, now=clock())
        material = material_of(Run.objects.get(pk=run_id), name)
        return _write(claim, _compute(claim, material, clock), clock)
    except (OperationalError, InterfaceError):
        raise  # it comes back, and the lease runs out
    except BadOrder as problem:
        return _fail(claim, Stated("bad_order", str(problem), {}), clock)
    except Exception as error:
        logger.exception("part_failed", part=name)
        return _retry(claim, Died("part_failed", f"{type(error).__name__}: {error}"), clock)


def _compute(claim: Claim, material: Material, clock: Clock) -> Done | Stated | Died | None:
    """What the child found; None where the claim was lost, the run cancelled, or this trainer asked to stop."""
    with Child(material) as child:
        waited = 0.0
        while True:
            outcome = child.outcome(within=LOOK_EVERY)
            if outcome is not None:
                return outcome
            if stopping.is_set():
                claims.return_part(claim=claim, now=clock())
                return None
            waited += LOOK_EVERY
            if waited >= RENEW_EVERY:
                waited = 0.0
                if not _held(claim, clock):
                    return None


def _held(claim: Claim, clock: Clock) -> bool:
    try:
        return claims.renew_claim(claim=claim, now=clock())
    except DatabaseError as error:
        # It may come back before the lease runs out; otherwise the result is refused.
        logger.warning("claim_not_renewed", part=claim.name, error=type(error).__name__)
        connection.close()
        return True


def _write(claim: Claim, outcome: Done | Stated | Died | None, clock: Clock) -> bool:
    match outcome:
        case None:
            return False
        case Stated():
            return _fail(claim, outcome, clock)
        case Died():
            return _retry(claim, outcome, clock)
    return claims.finish_part(claim=claim, data=outcome.data, facts=outcome.facts, now=clock())


def _fail(claim: Claim, why: Stated, clock: Clock) -> bool:
    claims.fail_part(claim=claim, failure=why.failure, detail=why.detail, params=why.params, now=clock())
    return False


def _retry(claim: Claim, why: Died, clock: Clock) -> bool:
    claims.retry_part(claim=claim, failure=why.failure, detail=why.detail, now=clock())
    return False
