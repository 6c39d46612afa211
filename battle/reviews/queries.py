"""Reads of the reviews room."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from battle.accounts.enums import Role
from battle.accounts.models import User
from battle.applications.enums import State
from battle.applications.models import Application
from battle.applications.queries import received
from battle.editions.models import Edition
from battle.reviews.enums import ReviewState
from battle.reviews.models import Criterion, Review, ReviewRound
from battle.reviews.tally import tally

# Applications that are still to be decided about are read.
READ_IN = (State.SUBMITTED, State.SHORTLISTED)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the reviewers think of one application; figures are None where nobody has read it."""

    application_id: int
    reads: int
    mean: float | None
    corrected_mean: float | None
    spread: float | None


def standings(edition: Edition) -> list[Standing]:
    """Every application that came in and was not withdrawn, with its figures, best corrected mean first."""
    figures = tally(edition).applications
    found = []
    for pk in received(edition).exclude(state=State.WITHDRAWN).order_by("pk").values_list("pk", flat=True):
        its = figures.get(pk)
        found.append(
            Standing(pk, its.reads, its.mean, its.corrected_mean, its.spread)
            if its
            else Standing(pk, 0, None, None, None)
        )
    return sorted(found, key=lambda its: (its.corrected_mean is None, -(its.corrected_mean or 0)))


def round_of(edition: Edition) -> ReviewRound:
    """The edition's settings; unsaved ones as they are by default where nobody has set any."""
    return ReviewRound.objects.filter(edition=edition).first() or ReviewRound(edition=edition)


def criteria_of(edition: Edition) -> list[Criterion]:
    return list(Criterion.objects.filter(edition=edition))


def criteria_locked(edition: Edition) -> bool:
    """Whether a review was submitted already: from then on only weights may change."""
    return Review.objects.filter(edition=edition, submitted_at__isnull=False).exists()


def to_read(edition: Edition) -> QuerySet[Application]:
    """The applications that are to be read."""
    return Application.objects.filter(edition=edition, state__in=READ_IN, anonymised_at=None)


def reviewers_of(edition: Edition) -> QuerySet[User]:
    return User.objects.filter(
        memberships__edition=edition, memberships__role=Role.REVIEWER, is_active=True
    ).order_by("email")


def with_loads(applications: QuerySet[Application]) -> Any:
    """Each with its `reads`, and with its `load`: reads and those that were promised by who has it open."""
    return applications.annotate(
        reads=Count("reviews", filter=Q(reviews__state=ReviewState.SUBMITTED)),
        load=Count("reviews", filter=Q(reviews__state__in=[ReviewState.SUBMITTED, ReviewState.OPEN])),
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reading has come."""

    done: int
    wanted: int

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.done / self.wanted)) if self.wanted else 0


def progress_of_edition(edition: Edition, reads_wanted: int) -> Progress:
    """Reads that count towards the wanted number, of all that are wanted: a fourth of three adds nothing."""
    counted = (
        to_read(edition)
        .annotate(reads=Count("reviews", filter=Q(reviews__state=ReviewState.SUBMITTED)))
        .values_list("reads", flat=True)
        .order_by()
    )
    reads = list(counted)
    return Progress(sum(min(count, reads_wanted) for count in reads), len(reads) * reads_wanted)


def reviews_of(edition: Edition, reviewer: User) -> QuerySet[Review]:
    """What a reviewer was handed out and may still open, or has recused from; the newest first."""
    return (
        Review.objects.filter(edition=edition, reviewer=reviewer)
        .exclude(state=ReviewState.GIVEN_BACK)
        .exclude(application__state__in=[State.DRAFT, State.WITHDRAWN])
        .select_related("application", "application__review_label")
        .order_by("-assigned_at", "-pk")
    )


def counts_of(edition: Edition, reviewer: User) -> dict[str, int]:
    """How many reviews of that person are in which state."""
    found = reviews_of(edition, reviewer).order_by().values_list("state").annotate(Count("pk"))
    return dict(found)


def next_open(edition: Edition, reviewer: User, *, after: str = "") -> Review | None:
    """The open review that was handed out first, but for the one of the label `after`."""
    waiting = reviews_of(edition, reviewer).filter(
        state=ReviewState.OPEN, application__state__in=READ_IN, application__anonymised_at=None
    )
    if after:
        waiting = waiting.exclude(application__review_label__code=after)
    return waiting.order_by("assigned_at", "pk").first()


def share_of(edition: Edition, round_: ReviewRound, done: int, counts: dict[str, int]) -> int:
    """How many reads fall to one reviewer: what they have, or an even share of all that are wanted."""
    reviewers, applications = reviewers_of(edition).count(), to_read(edition).count()
    even = -(-applications * round_.reads_wanted // reviewers) if reviewers else 0
    return max(done + counts.get(ReviewState.OPEN, 0), min(even, applications))
