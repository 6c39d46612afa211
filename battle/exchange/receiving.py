"""A file that is being sent: no more of it is kept than is ever read."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from battle.exchange.limits import MOST_BYTES


class Bounded(FileUploadHandler):
    """Stands before the handlers that keep a file, and drops one that grows beyond the limit while it comes in."""

    def __init__(self, request: HttpRequest, most: int = MOST_BYTES) -> None:
        super().__init__(request)
        self.most = most
        self.overflowed = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > self.most:
            self.overflowed = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers behind this one keep the file."""
