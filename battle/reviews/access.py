"""Which applications a reviewer may open now. Every page, file and API of theirs asks here, and nowhere else."""

from django.db.models import QuerySet

from battle.accounts.models import User
from battle.applications.enums import State
from battle.editions.models import Edition
from battle.reviews.closeness import Person, found_between
from battle.reviews.enums import READABLE, ConflictKind, ConflictState
from battle.reviews.models import Conflict, Review, ReviewerProfile


def readable(edition: Edition, reviewer: User) -> QuerySet[Review]:
    """The reviews whose application that person may open: handed out to them, neither recused nor taken away."""
    recused = Conflict.objects.filter(edition=edition, reviewer=reviewer, state=ConflictState.RECUSED)
    return (
        Review.objects.filter(
            edition=edition, reviewer=reviewer, state__in=READABLE, application__anonymised_at=None
        )
        .exclude(application__state__in=[State.DRAFT, State.WITHDRAWN])
        .exclude(application__in=recused.values("application"))
        .select_related("application", "application__review_label", "edition")
    )


def person_of(edition: Edition, reviewer: User) -> Person:
    profile = ReviewerProfile.objects.filter(edition=edition, reviewer=reviewer).first()
    return Person.of(reviewer, profile)


def unanswered(review: Review, reviewer: User) -> list[ConflictKind]:
    """The kinds of closeness found between the two that the reviewer has not said anything about."""
    found = found_between(person_of(review.edition, reviewer), review.application)
    if not found:
        return []
    answered = Conflict.objects.filter(
        application=review.application, reviewer=reviewer, state=ConflictState.STATED_NONE
    ).first()
    return [kind for kind in found if answered is None or kind not in answered.found]
