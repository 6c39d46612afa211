"""The only writer of `Upload`: a file comes, its mapping is edited, it becomes a data set or is given up."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from battle.problems import Refused
from scoring import datasets
from scoring.core.mapping_editing import Fault, empty_mapping, find_faults, read_draft
from scoring.core.mapping_file import read_shipped, shipped
from scoring.core.problems import MappingProblem
from scoring.core.tablelimits import MOST_BYTES
from scoring.models import DataSet, Upload
from scoring.uploads.queries import KEPT_FOR
from scoring.uploads.reading import guess_file

LONGEST_MAPPING = 200_000
"""Characters. The longest shipped one has 3,900."""
MOST_UPLOADS = 20
"""Of one steward at a time: they hold whole files."""
ORIGIN = ("name", "label", "licence", "provenance")


class Stale(Refused):
    """Somebody has saved this upload since the page was opened."""

    def __init__(self) -> None:
        message = _("This mapping was saved somewhere else since you opened it. Nothing is overwritten.")
        super().__init__("stale_upload", message)


class Misshapen(Exception):
    """A mapping that not even a draft can be."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults[0].detail)
        self.faults = faults


def create_upload(*, owner: Any, filename: str, data: bytes, begin: str, now: datetime) -> Upload:
    """Keep a file that can be read as a table, with a mapping to begin with.

    Parameters
    ----------
    begin : ``shipped:<name>``, ``dataset:<name>``, or "" for an empty mapping.

    Raises
    ------
    TableProblem : it is no table, is too large, or does harm.
    Refused : ``too_many_uploads``, or ``unknown_beginning``.
    """
    if len(data) > MOST_BYTES:
        raise too_large()
    delete_old(now=now)
    if Upload.objects.filter(owner=owner).count() >= MOST_UPLOADS:
        message = _("You have %(most)s unfinished uploads; finish one or give it up first.")
        raise Refused("too_many_uploads", message % {"most": MOST_UPLOADS}, field="file")
    file = guess_file(filename, data)
    return Upload.objects.create(
        owner=owner,
        filename=filename[-255:],
        data=data,
        file_sha256=hashlib.sha256(data).hexdigest(),
        mapping=beginning(begin, file),
        created_at=now,
        touched_at=now,
    )


def too_large() -> Refused:
    """The refusal of a file that is larger than is ever read."""
    message = _("The file is larger than %(most)s MB, the most that is read.")
    return Refused("file_too_large", message % {"most": MOST_BYTES // 10**6}, field="file", http_status=422)


def beginning(begin: str, file: dict[str, str]) -> str:
    """The text of the mapping that an upload begins with.

    Raises
    ------
    Refused : ``unknown_beginning``.
    """
    kind, _colon, name = begin.partition(":")
    if kind == "shipped" and name in shipped():
        return read_shipped(name)
    if kind == "dataset" and (found := datasets.named(name).values_list("mapping", flat=True)):
        return found[0]
    if begin:
        message = _("There is no such mapping any more; choose another.")
        raise Refused("unknown_beginning", message, field="begin")
    return empty_mapping(file)


def save_mapping(
    *, upload: Upload, rev: int, text: str, now: datetime, origin: Mapping[str, str] | None = None
) -> Upload:
    """Keep a mapping, finished or not, and what is said of the rows' origin.

    Parameters
    ----------
    rev : of the upload as it was when the page was opened; of two who save, the second is told.

    Raises
    ------
    MappingProblem : ``mapping_not_toml``, or ``bad_mapping`` where the text is too long.
    Misshapen : the text has keys that there are not, or values that cannot be.
    Stale : nothing is overwritten.
    """
    text = text.replace("\r\n", "\n")
    if len(text) > LONGEST_MAPPING:
        raise MappingProblem("bad_mapping", f"A mapping has {LONGEST_MAPPING:,} characters at most.", "map")
    if wrong := [fault for fault in find_faults(read_draft(text)) if fault.misshapen]:
        raise Misshapen(wrong)
    told = {name: (origin or {}).get(name, getattr(upload, name)) for name in ORIGIN}
    # Of two tabs one is first: the other's condition no longer holds.
    written = Upload.objects.filter(pk=upload.pk, rev=rev).update(
        mapping=text, rev=F("rev") + 1, touched_at=now, **told
    )
    upload.refresh_from_db(fields=["mapping", "rev", "touched_at", *ORIGIN])
    if not written:
        raise Stale
    return upload


def begin_again(*, upload: Upload, rev: int, begin: str, now: datetime) -> Upload:
    """Put another mapping in the place of the one that an upload has.

    Raises
    ------
    Refused : ``unknown_beginning``; `Stale`.
    """
    file = guess_file(upload.filename, bytes(upload.data))
    return save_mapping(upload=upload, rev=rev, text=beginning(begin, file), now=now)


def import_upload(*, upload: Upload, by: Any, now: datetime) -> tuple[DataSet, bool]:
    """Make a data set of an upload and give the file away; or say which one it is already.

    Returns
    -------
    The data set, and whether it is new.

    Raises
    ------
    Problem : see `datasets.import_dataset`; the upload stays.
    """
    # Not one transaction: reading takes seconds, and nobody else could write meanwhile. Where the second step is lost,
    # the upload stays, and importing it again leads to the data set.
    record = datasets.import_dataset(
        series=upload.name,
        data=bytes(upload.data),
        filename=upload.filename,
        mapping_text=upload.mapping,
        label=upload.label or None,
        licence=upload.licence.strip(),
        provenance=upload.provenance.strip(),
        require_origin=True,
        imported_by=by,
        now=now,
    )
    discard_upload(upload=upload)
    return record, record.created_at == now


def discard_upload(*, upload: Upload) -> None:
    """Give an upload up: the file is deleted."""
    Upload.objects.filter(pk=upload.pk).delete()


def delete_old(*, now: datetime) -> int:
    """Delete what nobody has touched for a week; returns how many."""
    deleted, _by_model = Upload.objects.filter(touched_at__lte=now - KEPT_FOR).delete()
    return deleted
