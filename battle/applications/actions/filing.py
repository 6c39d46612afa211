"""The two files of an application: a pitch deck as PDF, and a logo that is drawn anew."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from battle import documents, pictures
from battle.applications.actions.drafting import locked
from battle.applications.calls import require_changeable
from battle.applications.models import Application
from battle.applications.texts import tidy_line

MOST_DECK_BYTES = 15 * 1024 * 1024
MOST_BYTES = {"deck": MOST_DECK_BYTES, "logo": pictures.MOST_BYTES}
LOGO_SIDE = 800
NAME_LENGTH = 120


def attach_file(*, application_id: int, kind: str, upload: UploadedFile, now: datetime) -> Application:
    """Keep a deck or a logo instead of the one before, once its content was looked at.

    Raises
    ------
    Refused : what `documents.check_pdf` and `pictures.reencode` raise; ``call_not_open``, ``call_closed`` or
        ``not_changeable``.
    """
    name = shown_name(upload.name or "")
    if kind == "deck":
        documents.check_pdf(upload, most_bytes=MOST_DECK_BYTES, field=kind)
        content: UploadedFile | ContentFile[bytes] = upload
    else:
        content = ContentFile(pictures.reencode(upload, longest_side=LOGO_SIDE, field=kind))
    return _replace(application_id, kind, content, name, now)


def detach_file(*, application_id: int, kind: str, now: datetime) -> Application:
    """Remove the deck or the logo.

    Raises
    ------
    Refused : ``call_not_open``, ``call_closed`` or ``not_changeable``.
    """
    return _replace(application_id, kind, None, "", now)


def shown_name(sent: str) -> str:
    """What a file is called, without folders and characters that a header or a disk could trip over."""
    name = tidy_line(PurePosixPath(sent.replace("\\", "/")).name)
    stem, dot, ending = re.sub(r'[<>:"/\\|?*]', "_", name).rpartition(".")
    ending = ending[:8]
    return f"{stem[: NAME_LENGTH - 1 - len(ending)]}{dot}{ending}".strip(". ") or "file"


def remove_later(application: Application, kind: str) -> None:
    """Remove the file that stands there now, once nothing refers to it any more."""
    file = getattr(application, kind)
    if file:
        transaction.on_commit(partial(file.storage.delete, file.name))


@transaction.atomic
def _replace(
    application_id: int,
    kind: str,
    content: UploadedFile | ContentFile[bytes] | None,
    name: str,
    now: datetime,
) -> Application:
    application = locked(application_id)
    require_changeable(application, now)
    remove_later(application, kind)
    if content is None:
        setattr(application, kind, "")
    else:
        # The path is made by the model; only its file's content comes from outside.
        content.name = kind
        setattr(application, kind, content)
    if kind == "deck":
        application.deck_name = name
    application.save()
    return application
