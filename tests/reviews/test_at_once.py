"""Reviewers who press at the same moment: no application gets more reads than wanted, no label is drawn twice."""

import pytest

from battle.reviews.models import Review, ReviewLabel
from tests.applications.test_at_once import at_once


@pytest.mark.django_db(transaction=True)
def test_reviewers_who_ask_at_once_never_overfill_an_application(apply, set_up, hand_out, one_more_reviewer):
    set_up(reads_wanted=2)
    for _number in range(2):
        apply()
    readers = [one_more_reviewer(f"r{number}@reads.example") for number in range(6)]

    told = at_once(*[lambda reader=reader: hand_out(reader) for reader in readers])

    assert sorted(review is None for review in told) == [False] * 4 + [True] * 2
    assert sorted(Review.objects.values_list("application", flat=True)) == sorted(
        2 * list(ReviewLabel.objects.values_list("application", flat=True))
    )
