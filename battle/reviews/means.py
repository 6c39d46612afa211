"""The weighted mean of one review."""

from collections.abc import Iterable, Mapping

from battle.reviews.models import Criterion


def weighted_mean(scores: Mapping[str, int], criteria: Iterable[Criterion]) -> float | None:
    """The mean of the scores given so far, each as often as its criterion weighs; None before the first."""
    given = [(scores[str(its.pk)], its.weight) for its in criteria if str(its.pk) in scores]
    if not given:
        return None
    return sum(score * weight for score, weight in given) / sum(weight for _score, weight in given)
