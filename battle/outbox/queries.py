"""Reads of the outbox."""

from django.db.models import QuerySet

from battle.outbox.models import Letter


def letters(edition_id: int, about: str = "") -> QuerySet[Letter]:
    """The letters of an edition, or only those about one application; the newest first."""
    found = Letter.objects.filter(edition_id=edition_id)
    return (found.filter(about=about) if about else found).order_by("-pk")
