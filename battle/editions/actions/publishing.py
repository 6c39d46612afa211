"""A draft becomes public, and a draft again while nothing hangs on it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from battle.editions import holds
from battle.editions.models import Edition
from battle.editions.readiness import readiness
from battle.problems import Refused


@transaction.atomic
def publish_edition(*, edition: Edition, now: datetime) -> Edition:
    """Show an edition to everybody; one that is public already stays as it is.

    Raises
    ------
    Refused : ``not_ready`` with the first thing that is missing.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.is_published:
        return edition
    lacking = [point for point in readiness(edition, now) if point.required and not point.done]
    if lacking:
        raise Refused("not_ready", lacking[0].sentence)
    return _set(edition, now, "published")


@transaction.atomic
def unpublish_edition(*, edition: Edition) -> Edition:
    """Make an edition a draft again; one that is a draft stays as it is.

    Raises
    ------
    Refused : ``show_opened``, or the name of what else hangs on it, such as ``has_applications``.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if not edition.is_published:
        return edition
    if blocked := why_public(edition):
        raise Refused(*blocked)
    return _set(edition, None, "unpublished")


def why_public(edition: Edition) -> tuple[str, str] | None:
    """Why an edition can no longer become a draft, as code and sentence; None: it can."""
    if edition.jury_model:
        return "show_opened", _("The show was opened: the battle stays public.")
    return next(iter(holds.reasons(edition)), None)


def _set(edition: Edition, at: datetime | None, reason: str) -> Edition:
    edition.published_at = at
    edition._change_reason = reason  # type: ignore[attr-defined]  # read by simple_history
    edition.save()
    return edition
