"""Files that people send in. They lie outside everything that is served; a view hands one out to who may have it."""

from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage
from django.http import FileResponse
from django.utils.text import get_valid_filename


def private_files() -> Storage:
    """Where private files lie. No address leads there."""
    return FileSystemStorage(location=settings.PRIVATE_FILES, base_url=None)


def as_download(file: Any, filename: str, content_type: str) -> FileResponse:
    """A private file as a download that no browser shows in a page of ours."""
    answer = FileResponse(file.open("rb"), as_attachment=True, filename=get_valid_filename(filename))
    answer["Content-Type"] = content_type
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
