"""Making a data set of past contenders."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from battle.problems import Refused
from scoring import datasets
from scoring.models import DataSet
from scoring.outcomes.queries import FILENAME, prepare
from scoring.outcomes.selecting import Choice
from scoring.outcomes.table import write_provenance

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

SERIES = "outcomes-{label}"


def add_outcomes(
    *, choice: Choice, seen: str, licence: str, note: str = "", by: AbstractBaseUser, now: datetime
) -> tuple[DataSet, bool]:
    """Make a data set of the contenders that a choice takes, by the import that every file goes through.

    Parameters
    ----------
    seen : `Prepared.sha256` of what the steward looked at.
    note : more to say about where the rows come from.

    Returns
    -------
    The data set, and whether it is new: the same rows under the same sentence are the one that there is.

    Raises
    ------
    Refused : ``minimum_age``, ``no_meaning``, ``rows_changed``, ``too_few_rows`` or ``one_outcome``.
    Problem : ``no_licence``, or as `datasets.import_dataset`.
    """
    prepared = prepare(choice, now)
    if prepared.sha256 != seen:
        message = _("An outcome was recorded or changed since you opened the page; look at the rows again.")
        raise Refused("rows_changed", message)
    if prepared.refusal:
        raise prepared.refusal
    label = choice.label.value
    known = datasets.find_same(datasets.Origin.of(prepared.table, prepared.mapping, label))
    if known:
        return known, False
    return (
        datasets.import_dataset(
            series=SERIES.format(label=label),
            data=prepared.table,
            filename=FILENAME,
            mapping_text=prepared.mapping,
            label=label,
            licence=licence,
            provenance=write_provenance(prepared.rows, choice, note=note, now=now),
            require_origin=True,
            imported_by=by,
            now=now,
        ),
        True,
    )
