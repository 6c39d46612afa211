"""Imported outcomes by name: the only writer of `DataSet` and, with it, of `Finding`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q, QuerySet
from django.utils.translation import gettext as _

from battle.problems import Refused
from scoring.core.mapping_file import parse_mapping
from scoring.core.problems import Problem
from scoring.core.questionnaire import load as questionnaire
from scoring.enums import RunState
from scoring.models import DataSet, Finding, RunSource, TrainedOn

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from scoring.core import audit
    from scoring.core.dataset import DataSet as Rows
    from scoring.core.dataset import Imported

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
RESERVED_NAMES = frozenset({"upload", "uploads"})
"""Pages of the model room have these addresses."""
LONGEST_NAME = 60
HASH_SHOWN = 8
LONGEST_LICENCE = 200
WITHOUT_CONTENT = DataSet.objects.defer("content")


class NoSuchDataSet(LookupError):
    """No data set was imported under this name."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What makes a data set the same one: the file's bytes, the mapping's text, and the label."""

    file_sha256: str
    mapping_sha256: str
    label: str

    @classmethod
    def of(cls, data: bytes, mapping_text: str, label: str | None) -> Origin:
        """Raises MappingProblem where the mapping cannot be used or has no such label."""
        chosen, _label = parse_mapping(mapping_text).label(label)
        plain = mapping_text.replace("\r\n", "\n").encode()
        return cls(hashlib.sha256(data).hexdigest(), hashlib.sha256(plain).hexdigest(), chosen)


def import_dataset(
    *,
    data: bytes,
    filename: str,
    mapping_text: str,
    now: datetime,
    name: str = "",
    series: str = "",
    label: str | None = None,
    licence: str = "",
    provenance: str = "",
    require_origin: bool = False,
    imported_by: AbstractBaseUser | None = None,
) -> DataSet:
    """Keep a file's translated rows and what the audit found, or nothing. The same file, mapping and label again is the
    record that there is.

    Parameters
    ----------
    now : no day in the file may lie after it.
    name : lower-case letters, digits, "-" and "_"; its own series.
    series : instead of a name: a changed file or mapping under a series that there is becomes a version of it, named
        after the series and its hash.
    label : key of one of the mapping's labels; None for the first.
    require_origin : refuse rows of which nobody says under which licence and from where they come.

    Raises
    ------
    MappingProblem, TableProblem, ImportProblems : see docs/datasets.md.
    Problem : ``bad_name``, ``name_taken``, ``bad_option``, ``no_licence`` or ``no_provenance``.
    """
    origin = Origin.of(data, mapping_text, label)
    if known := find_same(origin):
        return known
    name = name or _name_in(series, origin)
    _check_name(name)
    _check_origin(licence, provenance, required=require_origin)
    from scoring.core.audit import audit
    from scoring.core.importing import read_file

    mapping = parse_mapping(mapping_text)
    imported = read_file(filename, data, mapping, label=origin.label, today=now.date())
    record = _record(imported, origin)
    record.name, record.series = name, series or name
    record.filename, record.mapping = filename[-255:], mapping_text
    record.licence, record.provenance, record.created_at = licence, provenance, now
    record.imported_by = imported_by  # type: ignore[assignment]  # the site's user
    try:
        return store(record, audit(imported))
    except IntegrityError:
        # Another process has just imported the same file, or another one under this name.
        if known := find_same(origin):
            return known
        _check_name(name)
        raise


@transaction.atomic
def store(record: DataSet, findings: Sequence[audit.Finding]) -> DataSet:
    """Write a data set and its findings, all of it or nothing.

    Raises
    ------
    IntegrityError : a promise of the tables would be broken.
    """
    record.save(force_insert=True)
    Finding.objects.bulk_create(
        Finding(
            dataset=record,
            code=finding.code,
            column=finding.column,
            detail=finding.detail,
            figures=finding.figures,
            serious=finding.serious,
        )
        for finding in findings
    )
    return record


def delete_dataset(*, name: str) -> None:
    """Take a data set and its findings away for good.

    Raises
    ------
    NoSuchDataSet : there is none.
    Refused : ``data_set_learned_from`` or ``data_set_being_read``.
    """
    try:
        with transaction.atomic():
            # A run or a jury that is just being written waits for this lock, or holds it: then it is seen below.
            record = WITHOUT_CONTENT.select_for_update().filter(name=name).first()
            if record is None:
                raise NoSuchDataSet(name)
            if refusal := why_kept(record):
                raise refusal
            record.delete()
    except (ProtectedError, IntegrityError) as error:
        raise _learned_from() from error


def why_kept(record: DataSet) -> Refused | None:
    """The refusal to delete a data set, where something rests on it."""
    if TrainedOn.objects.filter(dataset=record).exists():
        return _learned_from()
    if RunSource.objects.filter(dataset=record, run__state__in=RunState.active()).exists():
        message = _("A run is reading this data set. Wait until it has ended, or cancel it.")
        return Refused("data_set_being_read", message)
    return None


def _learned_from() -> Refused:
    message = _("A jury has learned from this data set, so it stays: a score must be explained years later.")
    return Refused("data_set_learned_from", message)


def find_same(origin: Origin) -> DataSet | None:
    """The data set that this file, mapping and label gave before, without its content."""
    return WITHOUT_CONTENT.filter(
        file_sha256=origin.file_sha256, mapping_sha256=origin.mapping_sha256, label=origin.label
    ).first()


def find(name: str) -> DataSet:
    """A data set by its name, without its content.

    Raises
    ------
    NoSuchDataSet : there is none.
    """
    record = named(name).defer("content").first()
    if record is None:
        raise NoSuchDataSet(name)
    return record


def named(name: str) -> QuerySet[DataSet]:
    """The data set of this name, if there is one. A database refuses to look for some of what nothing is called."""
    return DataSet.objects.filter(name=name) if NAME.fullmatch(name) else DataSet.objects.none()


def load(name: str) -> Rows:
    """The rows of a data set.

    Raises
    ------
    NoSuchDataSet : there is none of this name.
    """
    found = named(name).values_list("content", "questionnaire").first()
    if found is None:
        raise NoSuchDataSet(name)
    from scoring.core.dataset_file import restore

    return restore(bytes(found[0]), questionnaire(found[1]))


def _name_in(series: str, origin: Origin) -> str:
    """The series' own name for its first data set; the others carry eight digits of their hash."""
    if not DataSet.objects.filter(Q(series=series) | Q(name=series)).exists():
        return series
    told = f"{origin.file_sha256} {origin.mapping_sha256} {origin.label}"
    digest = hashlib.sha256(told.encode()).hexdigest()[:HASH_SHOWN]
    return f"{series[: LONGEST_NAME - HASH_SHOWN - 1]}-{digest}"


def _check_origin(licence: str, provenance: str, *, required: bool) -> None:
    if len(licence) > LONGEST_LICENCE:
        detail = f"A licence has {LONGEST_LICENCE} characters at most; tell the rest as provenance."
        raise Problem("bad_option", detail, "licence")
    if required and not licence.strip():
        raise Problem("no_licence", "Say under which licence the rows may be used.", "licence")
    if required and not provenance.strip():
        raise Problem("no_provenance", "Say where the rows come from.", "provenance")


def _check_name(name: str) -> None:
    if name in RESERVED_NAMES:
        raise Problem("bad_name", f"'{name}' is the name of a page; choose another.", "name")
    if not NAME.fullmatch(name):
        detail = 'A name is made of lower-case letters, digits, "-" and "_", 60 at most.'
        raise Problem("bad_name", detail, "name")
    if DataSet.objects.filter(name=name).exists():
        detail = (
            f"There is a data set '{name}' already, from another file, mapping or label; choose another name."
        )
        raise Problem("name_taken", detail, "name")


def _record(imported: Imported, origin: Origin) -> DataSet:
    from scoring.core.dataset_file import dump

    rows = imported.dataset
    return DataSet(
        file_sha256=origin.file_sha256,
        mapping_sha256=origin.mapping_sha256,
        label=origin.label,
        label_meaning=imported.mapping.labels[origin.label].meaning,
        questionnaire=imported.mapping.questionnaire,
        rows=len(rows.outcomes),
        successes=int(rows.outcomes.sum()),
        first_date=None if rows.dates is None else rows.dates.min().item(),
        last_date=None if rows.dates is None else rows.dates.max().item(),
        content=dump(imported),
    )
