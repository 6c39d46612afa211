"""What a reviewer may see of the others' reviews of the same application."""

from dataclasses import dataclass

from battle.reviews.blind import mask_of
from battle.reviews.enums import ReviewState, Visibility
from battle.reviews.models import Review, ReviewRound
from battle.reviews.queries import criteria_of


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody's review, without the name: what was judged counts, not who did."""

    scores: list[tuple[str, int]]
    mean: float
    comment: str


def reviews_of_others(review: Review, round_: ReviewRound) -> list[Other] | None:
    """The submitted reviews of others; None while they are not to be seen."""
    if round_.visibility == Visibility.NEVER:
        return None
    if round_.visibility == Visibility.AFTER_OWN and review.state != ReviewState.SUBMITTED:
        return None
    criteria = criteria_of(review.edition)
    masked = mask_of(review.application) if round_.blind else str
    found = Review.objects.filter(application=review.application, state=ReviewState.SUBMITTED)
    return [
        Other(
            [(its.title, other.scores[str(its.pk)]) for its in criteria if str(its.pk) in other.scores],
            other.mean or 0.0,
            masked(other.comment_organiser),
        )
        for other in found.exclude(pk=review.pk).order_by("submitted_at", "pk")
    ]
