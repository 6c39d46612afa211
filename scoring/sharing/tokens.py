"""Secrets that stand for a client. They are made here, shown once, and found again by their SHA-256 alone."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string
from datetime import datetime, timedelta

from scoring.enums import Box
from scoring.models import ApiToken

PREDICT, DOWNLOAD = "predict", "download"
SCOPES: dict[str, tuple[str, ...]] = {Box.BLACK: (PREDICT,), Box.WHITE: (DOWNLOAD,)}
"""What a token of a client may be good for, by how much of the jury the client gets."""
LONGEST_LIFE = 365
"""Days."""
_BRAND = "jury_"
_SIGNS = string.ascii_lowercase + string.digits
SECRET_BYTES = 32


def new_secret() -> tuple[str, str]:
    """The part of a new token that names it and may be shown again, and the whole, of which 256 bits are a secret."""
    prefix = _BRAND + "".join(secrets.choice(_SIGNS) for _ in range(6))
    return prefix, f"{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def find_token(secret: str) -> ApiToken | None:
    """The token behind a secret, with its client, whatever its state.

    It is looked up by the hash: how long that takes tells nothing about a secret that is nearly right.
    """
    hashed = digest(secret)
    token = ApiToken.objects.select_related("client").filter(sha256=hashed).first()
    return token if token is not None and hmac.compare_digest(token.sha256, hashed) else None


def token_state(token: ApiToken, now: datetime) -> str:
    """ "replaced", "revoked", "expired" or "active"."""
    if token.replaced_by_id is not None:
        return "replaced"
    if token.revoked_at is not None:
        return "revoked"
    return "expired" if token.expires_at <= now else "active"


def lifetime(token: ApiToken) -> timedelta:
    """For how long it was issued; its replacement lives as long."""
    return token.expires_at - token.created_at
