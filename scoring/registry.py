"""Trained juries by version: the only writer of `JuryModel`."""

import hashlib
from typing import Any

from django.db import IntegrityError, transaction

from scoring.enums import Status
from scoring.models import JuryModel

WITHOUT_FILE = JuryModel.objects.defer("file")


class NoSuchModel(LookupError):
    """No jury is registered under this version, or none is champion."""


def register_model(*, data: bytes, facts: dict[str, Any], questionnaire: str) -> JuryModel:
    """Keep a trained jury as a candidate. The same file again is the record that there is.

    Parameters
    ----------
    data : the model file.
    facts : ``trained_on``, ``synthetic``, ``seed``, ``rows`` and ``metrics``, as the file holds them.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    kind = "cohort" if facts["synthetic"] else "data"
    try:
        with transaction.atomic():
            record, _created = JuryModel.objects.get_or_create(
                sha256=sha256,
                defaults={
                    "version": f"{questionnaire}-{kind}-{sha256[:10]}",
                    "file": data,
                    "questionnaire": questionnaire,
                    "trained_on": facts["trained_on"],
                    "synthetic": facts["synthetic"],
                    "seed": facts["seed"],
                    "rows": facts["rows"],
                    "metrics": facts["metrics"],
                },
            )
    except IntegrityError:  # another process has just registered the same file
        return WITHOUT_FILE.get(sha256=sha256)
    return record


@transaction.atomic
def promote_model(*, version: str) -> JuryModel:
    """Make a registered jury the champion; the one before it retires.

    Raises
    ------
    NoSuchModel : no such version.
    """
    # The rows are locked in one order, so that two promotions at once wait for each other.
    concerned = list(WITHOUT_FILE.select_for_update().order_by("pk"))
    chosen = next((record for record in concerned if record.version == version), None)
    if chosen is None:
        raise NoSuchModel(version)
    JuryModel.objects.filter(status=Status.CHAMPION).exclude(pk=chosen.pk).update(status=Status.RETIRED)
    JuryModel.objects.filter(pk=chosen.pk).update(status=Status.CHAMPION)
    chosen.status = Status.CHAMPION
    return chosen


def install_reference(data: bytes, *, seed: int) -> JuryModel:
    """Register the built-in jury's file and make it champion where there is none yet.

    Raises
    ------
    ValueError : the file was trained with another seed.
    """
    from scoring.core import artefact

    facts = artefact.read_facts(data)
    if facts["seed"] != seed:
        raise ValueError(f"the file was trained with seed {facts['seed']}, not {seed}")
    record = register_model(data=data, facts=facts, questionnaire=facts["questionnaire"])
    return promote_if_vacant(record=record)


def promote_if_vacant(*, record: JuryModel) -> JuryModel:
    """Make a jury the champion unless there is one.

    Two processes at once: the constraint lets one of them through.
    """
    if JuryModel.objects.filter(status=Status.CHAMPION).exists():
        return record
    try:
        return promote_model(version=record.version)
    except IntegrityError:
        return WITHOUT_FILE.get(pk=record.pk)


def find_champion() -> JuryModel:
    """The champion, without its file.

    Raises
    ------
    NoSuchModel : there is none.
    """
    record = WITHOUT_FILE.filter(status=Status.CHAMPION).first()
    if record is None:
        raise NoSuchModel("champion")
    return record


def find_model(version: str) -> JuryModel:
    """A jury by its version, without its file.

    Raises
    ------
    NoSuchModel : no such version.
    """
    record = WITHOUT_FILE.filter(version=version).first()
    if record is None:
        raise NoSuchModel(version)
    return record


def read_file(sha256: str) -> bytes:
    """The model file with this hash."""
    return bytes(JuryModel.objects.values_list("file", flat=True).get(sha256=sha256))
