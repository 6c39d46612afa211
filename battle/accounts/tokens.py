"""The tokens in links of invitations: signed, so that an invented one is known without asking the database."""

import hashlib
import secrets

from django.core import signing

_signer = signing.Signer(salt="battle.accounts.invitation", sep="~")


def new_token() -> tuple[str, str]:
    """A token for a link, which is kept nowhere, and the digest by which it is found again."""
    secret = secrets.token_urlsafe(24)
    return _signer.sign(secret), digest(secret)


def digest_of(token: str) -> str | None:
    """The digest of a token, or None where this site did not sign it."""
    try:
        return digest(_signer.unsign(token))
    except signing.BadSignature:
        return None


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
