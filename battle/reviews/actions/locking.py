"""The lock that every write of this room takes first: the row of the edition's round, then the review's."""

from django.utils.translation import gettext as _

from battle.accounts.models import User
from battle.editions.models import Edition
from battle.problems import Refused
from battle.reviews import access
from battle.reviews.models import Review, ReviewRound, new_number


def lock_round(edition: Edition, *, must_be_open: bool = True) -> ReviewRound:
    """The round's row, locked until the transaction ends.

    Raises
    ------
    Refused : ``reviews_not_set_up``, or ``reviews_closed`` where it must be open.
    """
    found = ReviewRound.objects.select_for_update().filter(edition=edition).first()
    if found is None:
        raise Refused("reviews_not_set_up", _("The organiser has not set up the reviews yet."))
    if must_be_open and found.closed_at:
        raise Refused("reviews_closed", _("The reviews are closed; nothing can be changed any more."))
    return found


def lock_review(review: Review, reviewer: User) -> Review:
    """The review's row as it is now, for its reviewer and with every question of closeness answered.

    Raises
    ------
    Refused : ``no_access`` where it was taken away meanwhile, ``conflict_unanswered``.
    """
    found = (
        access.readable(review.edition, reviewer).select_for_update(of=("self",)).filter(pk=review.pk).first()
    )
    if found is None:
        raise Refused("no_access", _("This application is no longer yours to review."), http_status=403)
    if access.unanswered(found, reviewer):
        raise Refused("conflict_unanswered", _("Say first whether you are too close to this application."))
    return found


def count_anew(round_: ReviewRound) -> None:
    """Results that were kept are out of date. A plain update: this number is no part of the history."""
    ReviewRound.objects.filter(pk=round_.pk).update(version=new_number())
