"""The humans' shortlist."""

from battle.editions.models import Edition
from battle.selection.models import Shortlist


def is_locked(edition: Edition) -> bool:
    """Whether the humans' choice is locked, so that the jury's opinion may be computed and shown to organisers."""
    return Shortlist.objects.filter(edition=edition, locked_at__isnull=False).exists()


def shortlist_of(edition: Edition) -> Shortlist:
    """The edition's shortlist; one that is not saved yet where nobody has touched it."""
    return Shortlist.objects.select_related("locked_by").filter(edition=edition).first() or Shortlist(
        edition=edition
    )
