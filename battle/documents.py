"""Documents that people send in, looked at by their content: a name and a declared type prove nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from battle.problems import Refused

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_PAGES = 80
MOST_OBJECTS = 100_000
MOST_DEPTH = 60
# What a reader could run, open or unpack: keys of a PDF's dictionaries, and kinds of actions.
ACTIVE_KEYS = frozenset({"/JS", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"})
ACTIVE_KINDS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/RichMedia"})


class Bounded(FileUploadHandler):
    """Stands before the handlers that keep a file, and drops one that grows beyond the limit while it comes in."""

    def __init__(self, request: HttpRequest, limits: dict[str, int]) -> None:
        super().__init__(request)
        self.limits = limits
        self.overflowed: set[str] = set()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        # A file under a name that nobody asked for is not kept at all.
        if start + len(raw_data) > self.limits.get(self.field_name, 0):
            self.overflowed.add(self.field_name)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers behind this one keep the file."""


def too_large(most_bytes: int, field: str) -> Refused:
    """The refusal of a file above the limit."""
    message = _("This file is too large. At most %(most)s are taken.") % {"most": filesizeformat(most_bytes)}
    return Refused("file_too_large", message, field=field, http_status=422)


def check_pdf(upload: UploadedFile, *, most_bytes: int, field: str) -> None:
    """See that a file is a PDF that can be handed on: readable, not locked, and with nothing in it that runs.

    Raises
    ------
    Refused : ``file_too_large``, ``not_a_pdf``, ``pdf_locked``, ``pdf_too_long`` or ``pdf_active``, at `field`.
    """
    if (upload.size or 0) > most_bytes:
        raise too_large(most_bytes, field)
    upload.seek(0)
    if not upload.read(5) == b"%PDF-":
        raise _not_a_pdf(field)
    upload.seek(0)
    # Loaded here: the site's start needs no PDF library.
    from pypdf import PdfReader

    try:
        reader = PdfReader(upload, strict=False)
        locked = reader.is_encrypted
        pages = 0 if locked else len(reader.pages)
        active = False if locked else _is_active(reader)
    except (
        Exception
    ) as error:  # a parser of strangers' bytes fails in many ways, and each means the same here
        raise _not_a_pdf(field) from error
    finally:
        upload.seek(0)
    if locked:
        message = _("This PDF is locked with a password. Save it without one and choose it again.")
        raise Refused("pdf_locked", message, field=field, http_status=422)
    if not pages:
        raise _not_a_pdf(field)
    if pages > MOST_PAGES:
        message = _("This PDF has %(pages)d pages; at most %(most)d are taken.")
        told = {"pages": pages, "most": MOST_PAGES}
        raise Refused("pdf_too_long", message % told, field=field, http_status=422)
    if active:
        message = _(
            "This PDF carries scripts, attached files or forms. Print it to a new PDF and choose that one."
        )
        raise Refused("pdf_active", message, field=field, http_status=422)


def _not_a_pdf(field: str) -> Refused:
    message = _("This is not a PDF that can be read. Save your slides as PDF and choose that file.")
    return Refused("not_a_pdf", message, field=field, http_status=422)


def _is_active(reader: Any) -> bool:
    """Look through every object of the file, also through those that no page leads to."""
    numbers = {(number, age) for age, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MOST_OBJECTS:
        raise ValueError("more objects than slides can need")
    if _holds_active(reader.trailer, 0):
        return True
    from pypdf.generic import IndirectObject

    return any(_holds_active(_resolved(IndirectObject(*number, reader)), 0) for number in numbers)


def _resolved(reference: Any) -> Any:
    """An object of the file; what is free, or cannot be read and so run by nobody, is nothing."""
    try:
        return reference.get_object()
    except Exception:
        return None


def _holds_active(thing: Any, depth: int) -> bool:
    # References are not followed: whatever they lead to is looked at on its own.
    from pypdf.generic import ArrayObject, DictionaryObject

    if depth > MOST_DEPTH:
        raise ValueError("nested deeper than slides can need")
    if isinstance(thing, DictionaryObject):
        raw = dict.items(thing)
        return any(
            key in ACTIVE_KEYS
            or (key in {"/S", "/Subtype", "/Type"} and str(value) in ACTIVE_KINDS)
            or _holds_active(value, depth + 1)
            for key, value in raw
        )
    if isinstance(thing, ArrayObject):
        return any(_holds_active(value, depth + 1) for value in list.__iter__(thing))
    return False
