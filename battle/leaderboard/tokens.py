"""Tokens for boards that are not public.

The stream is served beside Django's middleware, without a session, so whoever may see a private board is given a
signed token by a page that asked the rules first.
"""

import time
from datetime import timedelta

from django.core import signing

from battle.leaderboard.projection import Audience

MAX_AGE = timedelta(hours=12)
_signer = signing.TimestampSigner(salt="live-stream")


class BadToken(Exception):
    """The token was not made here, is for another edition, or is too old."""


def sign(audience: Audience, slug: str) -> str:
    return _signer.sign(f"{audience}:{slug}")


def read(token: str, slug: str) -> tuple[Audience, float]:
    """The audience that a token admits to this edition's stream, and for how many seconds from now.

    Raises
    ------
    BadToken : it admits to nothing here.
    """
    try:
        audience, _, edition = _signer.unsign(token, max_age=MAX_AGE).partition(":")
        signed_at = signing.b62_decode(token.rsplit(":", 2)[1])
        if edition != slug:
            raise BadToken
        return Audience(audience), signed_at + MAX_AGE.total_seconds() - time.time()
    except (signing.BadSignature, ValueError) as error:
        raise BadToken from error
