"""What a log line may say: everything but the secrets that some addresses and headers carry.

A private link is its own key: who reads it in a log may open the application, or sign in; so is the token of an API
client. So the part that admits is taken out of the finished line, wherever in it an address or a header stands - the
request, a message of Django, a traceback.
"""

import re
from typing import Any

import structlog

MASK = "[masked]"
_SLASH = r"(?:/|%2[Ff])"
# No backslash: in the finished JSON it is the beginning of an escape, such as the line break after an address.
_SECRET = r"[^\s\"'\\?&#/]+"  # noqa: S105
_SECRETS = re.compile(
    rf"({_SLASH}e{_SLASH}[-\w]+{_SLASH}application{_SLASH}"
    rf"|{_SLASH}accounts{_SLASH}(?:link|invitation){_SLASH}"
    rf"|\btoken(?:=|%3[Dd])"
    # Tokens of API clients, with the header that they come in and without it; they keep the part that names them.
    r"|(?i:bearer)(?:\s|%20|\+)+(?:jury_[a-z0-9]{6}_)?(?=[^\s\"'\\]{16})"
    rf"|jury_[a-z0-9]{{6}}_(?=[-\w]{{16}})){_SECRET}"
)


def masked(line: str) -> str:
    """The line without signatures of applications, sign-in tokens, stream tokens and tokens of API clients."""
    return _SECRETS.sub(rf"\g<1>{MASK}", line)


class MaskedJson:
    """Renders one JSON line; the last step for our own and for libraries' records."""

    def __init__(self) -> None:
        self._render = structlog.processors.JSONRenderer()

    def __call__(self, logger: Any, name: str, event: structlog.types.EventDict) -> str:
        rendered = self._render(logger, name, event)
        return masked(rendered if isinstance(rendered, str) else rendered.decode())
