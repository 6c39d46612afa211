"""What organisers see: the applications by their reviews, one application's reviews, and the reviewers."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Q

from battle.accounts.models import User
from battle.applications.enums import State
from battle.applications.models import Application
from battle.applications.queries import received
from battle.editions.models import Edition
from battle.reviews.enums import ConflictState, ReviewState
from battle.reviews.models import Criterion, Review, ReviewerProfile
from battle.reviews.queries import criteria_of, reviewers_of
from battle.reviews.tally import ReviewerFigures, Tallied, Tally

NOTHING = -1.0


def reads_enough(tallied: Tallied | None, wanted: int) -> str:
    """Which filter of the list an application falls under."""
    reads = tallied.reads if tallied else 0
    return "none" if not reads else "few" if reads < wanted else "enough"


READS = ("none", "few", "enough")
SORTS: dict[str, Callable[[Tallied | None], float]] = {
    "mean": lambda its: its.mean if its else NOTHING,
    "corrected": lambda its: its.corrected_mean if its else NOTHING,
    "reads": lambda its: its.reads if its else 0,
    "spread": lambda its: NOTHING if its is None or its.spread is None else its.spread,
}


def matching_ids(edition: Edition, tallied: Tally, *, search: str, reads: str, wanted: int) -> list[int]:
    """The applications that a filtered list holds, by name of the company."""
    found = received(edition).exclude(state=State.WITHDRAWN)
    if search:
        found = found.filter(company__icontains=search)
    pks = list(found.order_by("company", "pk").values_list("pk", flat=True))
    if reads not in READS:
        return pks
    return [pk for pk in pks if reads_enough(tallied.applications.get(pk), wanted) == reads]


def in_order(pks: list[int], tallied: Tally, sort: str) -> list[int]:
    """The same by a figure; a minus before its name puts the largest first. Without figures they come last."""
    key = SORTS.get(sort.removeprefix("-"))
    if key is None:
        return list(reversed(pks)) if sort == "-company" else pks
    known = [pk for pk in pks if key(tallied.applications.get(pk)) != NOTHING]
    unknown = [pk for pk in pks if key(tallied.applications.get(pk)) == NOTHING]
    return (
        sorted(known, key=lambda pk: key(tallied.applications.get(pk)), reverse=sort.startswith("-"))
        + unknown
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    application: Application
    label: str
    figures: Tallied | None
    recused: int
    waiting: int


def rows(pks: list[int], tallied: Tally) -> list[Row]:
    """The lines of one page, in the order of the keys."""
    found = (
        Application.objects.filter(pk__in=pks)
        .select_related("review_label")
        .only("pk", "key", "company", "one_liner", "state", "review_label__code")
        .annotate(
            recused=Count(
                "review_conflicts", filter=Q(review_conflicts__state=ConflictState.RECUSED), distinct=True
            ),
            waiting=Count("reviews", filter=Q(reviews__state=ReviewState.OPEN), distinct=True),
        )
    )
    by_pk = {application.pk: application for application in found}
    return [
        Row(
            by_pk[pk],
            getattr(getattr(by_pk[pk], "review_label", None), "code", ""),
            tallied.applications.get(pk),
            by_pk[pk].recused,
            by_pk[pk].waiting,
        )
        for pk in pks
        if pk in by_pk
    ]


@dataclass(frozen=True, slots=True)
class Opinion:
    """One review on the page of an application."""

    review: Review
    scores: list[tuple[Criterion, int | None]]
    severity: float
    corrected: float | None


def opinions(application: Application, edition: Edition, tallied: Tally) -> list[Opinion]:
    """Everything that reviewers did with one application; the submitted ones first."""
    criteria = criteria_of(edition)
    found = Review.objects.filter(application=application).select_related("reviewer")
    reviews = sorted(found, key=lambda its: (its.state != ReviewState.SUBMITTED, its.assigned_at, its.pk))
    told = []
    for review in reviews:
        its = tallied.reviewers.get(review.reviewer_id or 0)
        severity = its.severity if its else 0.0
        counts = review.state == ReviewState.SUBMITTED and review.mean is not None
        scores = [(c, review.scores.get(str(c.pk))) for c in criteria] if counts else []
        told.append(Opinion(review, scores, severity, (review.mean or 0) + severity if counts else None))
    return told


@dataclass(frozen=True, slots=True)
class Reader:
    """One line of the list of reviewers."""

    user: User
    counts: dict[str, int]
    figures: ReviewerFigures | None
    declared: bool


def readers(edition: Edition, tallied: Tally) -> list[Reader]:
    """The reviewers with what they have done, and how strict they are."""
    counts: dict[int, dict[str, int]] = {}
    counted = Review.objects.filter(edition=edition).order_by().values_list("reviewer", "state")
    for reviewer, state, count in counted.annotate(Count("pk")):
        counts.setdefault(reviewer, {})[state] = count
    declared = set(ReviewerProfile.objects.filter(edition=edition).values_list("reviewer", flat=True))
    return [
        Reader(user, counts.get(user.pk, {}), tallied.reviewers.get(user.pk), user.pk in declared)
        for user in reviewers_of(edition)
    ]
