"""The private link of an application: who holds it may see and change the application."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from battle.applications.models import Application

_signer = Signer(salt="application")


def private_path(application: Application) -> str:
    return reverse("application", args=[application.edition.slug, _signer.sign(application.key)])


def private_url(application: Application) -> str:
    return f"{settings.PUBLIC_URL}{private_path(application)}"


def key_of(signed: str) -> str | None:
    """The key behind a signed link; None for one that we did not sign."""
    try:
        return str(_signer.unsign(signed))
    except BadSignature:
        return None
