"""Trained juries by version: the only writer of `JuryModel`, and of what overrules a `Finding`. Every change of the
champion writes its step of the record in the same transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from scoring.core.fileformat import FORMAT
from scoring.core.problems import Problem
from scoring.enums import Status, Step
from scoring.models import DataSet, Finding, JuryModel, TrainedOn
from scoring.promotion.record import Why, append

if TYPE_CHECKING:
    from scoring.core.promises import Proof

WITHOUT_FILE = JuryModel.objects.defer("file")
SHORTEST_REASON = 20
"""Characters. "ok" and "looks fine" are no reasons that anybody could read later."""
FEWEST_WORDS = 3
LONGEST_NAME = 200


class NoSuchModel(LookupError):
    """No jury is registered under this version, or none is champion."""


class OpenFindings(Exception):
    """A jury cannot be promoted: its data set has serious findings that nobody has overruled in writing."""

    def __init__(self, version: str, findings: Sequence[Finding]) -> None:
        told = " ".join(finding.detail for finding in findings)
        super().__init__(f"The data that '{version}' was trained on have open findings: {told}")
        self.version = version
        self.findings = findings


def register_model(
    *,
    data: bytes,
    facts: dict[str, Any],
    questionnaire: str,
    datasets: Sequence[DataSet] = (),
    proof: Proof | None = None,
) -> JuryModel:
    """Keep a trained jury as a candidate, once it has proven its promises. The same file again is the record that
    there is, and is not proven again.

    Parameters
    ----------
    data : the model file.
    facts : ``trained_on``, ``synthetic``, ``seed``, ``rows`` and ``metrics``, as the file holds them; ``label`` and
        ``label_meaning`` where it is known what counted as success.
    datasets : whose rows it was trained on; none for a cohort or a file.
    proof : a thorough one of this very file, made before; None to prove it here, which takes some seconds.

    Raises
    ------
    BrokenPromise : the jury breaks a promise; nothing is kept.
    BadModelFile : the file cannot be read.
    ValueError : the proof is of another file, or not thorough.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    if known := WITHOUT_FILE.filter(sha256=sha256).first():
        return known
    if proof is None:
        from scoring.core.promises import prove_file

        proof = prove_file(data)
    if proof.sha256 != sha256 or not proof.thorough:
        raise ValueError("a jury is registered with a thorough proof of its own file")
    kind = "cohort" if facts["synthetic"] else "data"
    try:
        with transaction.atomic():
            record, created = JuryModel.objects.get_or_create(
                sha256=sha256,
                defaults={
                    "version": f"{questionnaire}-{kind}-{sha256[:10]}",
                    "file": data,
                    "questionnaire": questionnaire,
                    "trained_on": facts["trained_on"],
                    "synthetic": facts["synthetic"],
                    "seed": facts["seed"],
                    "rows": facts["rows"],
                    "format": FORMAT,
                    "metrics": facts["metrics"],
                    "proof": proof.as_dict(),
                    "label": facts.get("label", ""),
                    "label_meaning": facts.get("label_meaning", ""),
                },
            )
            if created:
                TrainedOn.objects.bulk_create(TrainedOn(jury=record, dataset=each) for each in datasets)
    except IntegrityError:  # another process has just registered the same file
        return WITHOUT_FILE.get(sha256=sha256)
    return record


def lock_juries() -> list[JuryModel]:
    """Every jury, without its file, locked until the transaction ends: who is to be champion, and what the record says
    next, is decided by one process at a time. The rows are locked in one order, so that two wait for each other.
    """
    return list(WITHOUT_FILE.select_for_update().order_by("pk"))


@transaction.atomic
def promote_model(*, version: str, why: Why, now: datetime, despite_findings: bool = False) -> JuryModel:
    """Make a registered jury the champion; the one before it retires, and the record says why.

    The only writer of `status`. People come here through `scoring.promotion.actions`, which ask the gate first.

    Parameters
    ----------
    despite_findings : a second steward has overruled what the audit found, or the jury was champion before.

    Raises
    ------
    NoSuchModel : no such version.
    OpenFindings : its data set has serious findings that are not overruled.
    """
    juries = lock_juries()
    chosen = next((record for record in juries if record.version == version), None)
    if chosen is None:
        raise NoSuchModel(version)
    if not despite_findings and (findings := open_findings(chosen)):
        raise OpenFindings(version, findings)
    before = next((record for record in juries if record.status == Status.CHAMPION), None)
    if before and before != chosen:
        JuryModel.objects.filter(pk=before.pk).update(status=Status.RETIRED)
    JuryModel.objects.filter(pk=chosen.pk).update(status=Status.CHAMPION)
    chosen.status = Status.CHAMPION
    append(why=why, jury=chosen, before=before, now=now)
    return chosen


def install_reference(
    data: bytes, *, seed: int, proof: Proof | None = None, now: datetime | None = None
) -> JuryModel:
    """Register the built-in jury's file and make it champion where there is none yet.

    Raises
    ------
    ValueError : the file was trained with another seed.
    BrokenPromise : see `register_model`, which also takes the proof.
    """
    from scoring.core import artefact

    facts = artefact.read_facts(data)
    if facts["seed"] != seed:
        raise ValueError(f"the file was trained with seed {facts['seed']}, not {seed}")
    jury = register_model(data=data, facts=facts, questionnaire=facts["questionnaire"], proof=proof)
    return promote_if_vacant(record=jury, now=now)


@transaction.atomic
def promote_if_vacant(*, record: JuryModel, now: datetime | None = None) -> JuryModel:
    """Make a jury the champion unless there is one, or findings about its data set are open.

    A champion whose file an earlier version of the program wrote is none any more, and retires. The record says
    "installed" of it, without a person: nobody chose, there was nothing to choose from.

    Parameters
    ----------
    now : None for the clock's, since a first start and a command have no request that would bring it.
    """
    # Two processes at once: the second waits here, and then finds the champion of the first.
    if any(jury.status == Status.CHAMPION and jury.format == FORMAT for jury in lock_juries()):
        return WITHOUT_FILE.get(pk=record.pk)
    try:
        return promote_model(version=record.version, why=Why(Step.INSTALLED), now=now or timezone.now())
    except OpenFindings:
        return record


def note_use(*, version: str, now: datetime) -> None:
    """Note that a show was opened with a jury; only the first time counts. It can never be deleted from then on.

    Raises
    ------
    NoSuchModel : no such version.
    """
    if not JuryModel.objects.filter(version=version, used_at=None).update(used_at=now):
        find_model(version)


def delete_model(*, record: JuryModel) -> None:
    """Delete a jury, with the comparisons it was part of. `scoring.promotion.actions` says which may be deleted."""
    JuryModel.objects.filter(pk=record.pk).delete()


def serious_findings(record: JuryModel) -> list[Finding]:
    """The serious findings about a jury's data sets, overruled or not."""
    found = Finding.objects.filter(dataset__learners__jury=record, serious=True)
    return list(found.select_related("dataset").defer("dataset__content"))


def open_findings(record: JuryModel) -> list[Finding]:
    """Those that nobody has overruled."""
    return [finding for finding in serious_findings(record) if finding.overruled_at is None]


def overrule_finding(*, finding: Finding, by: str, reason: str, now: datetime) -> Finding:
    """Explain a finding in writing: it then stops no first jury and no cohort. It cannot be taken back or written over.

    At the gate it counts as before: there, two persons overrule (`scoring.promotion.actions`).

    Parameters
    ----------
    by : the person who answers for it.
    reason : a sentence, at least 20 characters and three words.

    Raises
    ------
    Problem : ``no_name``, ``no_reason`` or ``already_overruled``.
    """
    by, reason = " ".join(by.split()), " ".join(reason.split())
    if not 0 < len(by) <= LONGEST_NAME:
        raise Problem(
            "no_name", f"Say who overrules the finding, in {LONGEST_NAME} characters at most.", "by"
        )
    if len(reason) < SHORTEST_REASON or len(reason.split()) < FEWEST_WORDS:
        detail = f"Give the reason as a sentence of at least {SHORTEST_REASON} characters."
        raise Problem("no_reason", detail, "reason", minimum=SHORTEST_REASON)
    # One of two people at once is first; the other is told.
    written = Finding.objects.filter(pk=finding.pk, overruled_at=None).update(
        overruled_by=by, overruled_reason=reason, overruled_at=now
    )
    finding.refresh_from_db()
    if not written:
        detail = f"{finding.overruled_by} has overruled this finding already: {finding.overruled_reason}"
        raise Problem("already_overruled", detail, "code")
    return finding


def is_usable(record: JuryModel) -> bool:
    """Whether this version of the program reads the jury's file."""
    return record.format == FORMAT


def find_champion() -> JuryModel:
    """The champion, without its file.

    Raises
    ------
    NoSuchModel : there is none whose file this version of the program reads.
    """
    record = WITHOUT_FILE.filter(status=Status.CHAMPION, format=FORMAT).first()
    if record is None:
        raise NoSuchModel("champion")
    return record


def find_model(version: str) -> JuryModel:
    """A jury by its version, without its file.

    Raises
    ------
    NoSuchModel : no such version.
    """
    # PostgreSQL takes no NUL in a text.
    record = WITHOUT_FILE.filter(version=version).first() if "\x00" not in version else None
    if record is None:
        raise NoSuchModel(version)
    return record


def read_file(sha256: str) -> bytes:
    """The model file with this hash."""
    return bytes(JuryModel.objects.values_list("file", flat=True).get(sha256=sha256))
