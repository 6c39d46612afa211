"""The figures of the reviews of one edition: by application and by reviewer, kept until one changes."""

from collections.abc import Sequence
from math import fsum, sqrt
from statistics import fmean
from typing import NamedTuple

from django.core.cache import cache

from battle.editions.models import Edition
from battle.reviews import severity
from battle.reviews.enums import ReviewState
from battle.reviews.models import Review, ReviewRound

KEPT_FOR = 24 * 3600


class Tallied(NamedTuple):
    """One application's figures; without a read there are none but the count.

    Attributes
    ----------
    mean : the mean of its readers' weighted means, 1 to 5.
    corrected_mean : the same without the severity of its readers, see `reviews.severity`.
    spread : the standard deviation between its readers; none for a single one.
    """

    reads: int
    mean: float
    corrected_mean: float
    spread: float | None


class ReviewerFigures(NamedTuple):
    """One reviewer's; `severity` is positive for somebody stricter than the others of the same group."""

    reads: int
    mean: float
    severity: float
    group: int


class Tally(NamedTuple):
    applications: dict[int, Tallied]
    reviewers: dict[int, ReviewerFigures]
    groups: int


def tally(edition: Edition, round_: ReviewRound | None = None) -> Tally:
    """The figures as they stand now, or when that round was read from the database."""
    round_ = round_ or ReviewRound.objects.filter(edition=edition).first()
    if round_ is None or round_.pk is None:
        return Tally({}, {}, 0)
    key = f"reviews.tally:{round_.pk}:{round_.version}"
    kept: Tally | None = cache.get(key)
    if kept is None:
        kept = _count(edition)
        cache.set(key, kept, KEPT_FOR)
    return kept


def _count(edition: Edition) -> Tally:
    # An erased person's reviews still count, each as if it were from a reviewer of its own.
    found = (
        Review.objects.filter(edition=edition, state=ReviewState.SUBMITTED)
        .order_by()
        .values_list("pk", "application_id", "reviewer_id", "mean")
    )
    rows = [
        (application, reviewer or -pk, mean) for pk, application, reviewer, mean in found if mean is not None
    ]
    fitted = severity.fit(rows)
    by_application: dict[int, list[float]] = {}
    by_reviewer: dict[int, list[float]] = {}
    for application, reviewer, mean in rows:
        by_application.setdefault(application, []).append(mean)
        by_reviewer.setdefault(reviewer, []).append(mean)
    return Tally(
        {
            pk: Tallied(len(means), fmean(means), fitted.corrected[pk], _spread(means))
            for pk, means in by_application.items()
        },
        {
            pk: ReviewerFigures(len(means), fmean(means), fitted.severity[pk], fitted.group[pk])
            for pk, means in by_reviewer.items()
            if pk > 0
        },
        fitted.groups,
    )


def _spread(means: Sequence[float]) -> float | None:
    """The standard deviation; `statistics.stdev` counts in fractions, which costs a second at 20,000 applications."""
    if len(means) < 2:
        return None
    middle = fsum(means) / len(means)
    return sqrt(fsum((mean - middle) ** 2 for mean in means) / (len(means) - 1))
