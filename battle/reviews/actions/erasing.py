"""Taking people's words out of the reviews. The scores stay: without them the results of an edition would change."""

from collections.abc import Iterable

from django.db import transaction

from battle.accounts.models import User
from battle.editions.models import Edition
from battle.reviews.models import Conflict, Review, ReviewerProfile

TEXTS = {"comment_organiser": "", "comment_applicant": "", "abstain_reason": ""}


@transaction.atomic
def erase_person(*, user: User) -> None:
    """Forget what a reviewer wrote and whom they are close to, also in the history. Drafts go altogether."""
    mine = Review.objects.filter(reviewer=user)
    mine.filter(submitted_at=None).delete()
    mine.update(**TEXTS)
    Review.history.filter(reviewer_id=user.pk).update(**TEXTS, reviewer=None)  # type: ignore[attr-defined]
    Conflict.objects.filter(reviewer=user).delete()
    Conflict.history.filter(reviewer_id=user.pk).delete()  # type: ignore[attr-defined]
    ReviewerProfile.objects.filter(reviewer=user).delete()


@transaction.atomic
def forget_texts(*, application_ids: Iterable[int]) -> int:
    """Forget what was written about applications whose time of keeping is over; returns how many reviews lost texts."""
    pks = list(application_ids)
    forgotten = Review.objects.filter(application_id__in=pks).update(**TEXTS)
    Review.history.filter(application_id__in=pks).update(**TEXTS)  # type: ignore[attr-defined]
    Conflict.objects.filter(application_id__in=pks).update(note="")
    Conflict.history.filter(application_id__in=pks).update(note="")  # type: ignore[attr-defined]
    return forgotten


def forget_ties(*, edition: Edition) -> int:
    """Forget whom the reviewers of an edition said they are close to; returns how many lists that were."""
    return ReviewerProfile.objects.filter(edition=edition).delete()[0]
