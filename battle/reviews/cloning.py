"""What a cloned edition takes over: settings and criteria, no review."""

from battle.editions import cloning
from battle.editions.models import Edition
from battle.reviews.models import Criterion, ReviewRound


@cloning.register
def copy_round(source: Edition, target: Edition) -> None:
    """Read the applications to the new edition as those to the old one were read."""
    before = ReviewRound.objects.filter(edition=source).first()
    if before is None:
        return
    ReviewRound.objects.create(
        edition=target,
        reads_wanted=before.reads_wanted,
        blind=before.blind,
        visibility=before.visibility,
        give_back_after_days=before.give_back_after_days,
    )
    for its in Criterion.objects.filter(edition=source):
        Criterion.objects.create(
            edition=target, titles=its.titles, helps=its.helps, weight=its.weight, position=its.position
        )
