"""What the API of the jury reads and writes: small JSON in, JSON or one zip file out."""

import io
import json
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.renderers import BaseRenderer, JSONRenderer

MOST_BYTES = 20_000
"""A sheet with every answer is 2,000."""


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"


class SmallJson(JSONParser):
    """JSON of a sheet's size. Whatever else comes is refused as what it is, not as a fault of ours."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise TooLarge(_("That is too much for one set of answers."))
        try:
            parsed = super().parse(io.BytesIO(body), media_type, parser_context)
            # Half of a character cannot be repeated in an answer.
            json.dumps(parsed, ensure_ascii=False).encode()
        except (RecursionError, UnicodeEncodeError) as error:
            raise ParseError(_("This is not JSON that can be read.")) from error
        return parsed


class ZipRenderer(BaseRenderer):
    """Lets a client ask for application/zip; a problem is told in JSON all the same."""

    media_type = "application/zip"
    format = "zip"
    charset = None
    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return JSONRenderer().render(data)
