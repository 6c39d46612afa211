from itertools import count

import pytest
from django.utils import timezone

from battle.accounts.enums import Role
from battle.accounts.models import Membership, User
from battle.applications.models import Application
from battle.reviews import actions
from battle.reviews.enums import Visibility
from battle.reviews.models import Criterion, Review, ReviewRound

FIELDS = {
    "reads_wanted": 2,
    "blind": False,
    "visibility": Visibility.AFTER_OWN,
    "give_back_after_days": 3,
}


@pytest.fixture
def lines() -> list[actions.CriterionLine]:
    return [
        actions.CriterionLine(None, {"en": "Team", "es": "Equipo"}, {"en": "Who does it"}, 3),
        actions.CriterionLine(None, {"en": "Market"}, {}, 1),
    ]


@pytest.fixture
def set_up(edition, lines):
    """The reviews of the edition as an organiser sets them up; what is given replaces a setting."""

    def save(**fields) -> ReviewRound:
        return actions.save_round(
            edition=edition, fields={**FIELDS, **fields}, criteria=lines, now=timezone.now()
        )

    return save


@pytest.fixture
def criteria(edition):
    return lambda: list(Criterion.objects.filter(edition=edition))


@pytest.fixture
def apply(edition):
    """One more application that came in."""
    numbers = count(1)

    def create(**fields) -> Application:
        number = next(numbers)
        entries = {
            "company": f"Company {number}",
            "one_liner": "Does one thing well",
            "contact_name": "A Founder",
            "contact_email": f"founder{number}@startup{number}.example",
            "submitted_at": timezone.now(),
            **fields,
        }
        return Application.objects.create(edition=edition, **entries)

    return create


@pytest.fixture
def one_more_reviewer(edition):
    def create(email: str, **fields) -> User:
        user = User.objects.create_user(email, **fields)
        Membership.objects.create(user=user, edition=edition, role=Role.REVIEWER)
        return user

    return create


@pytest.fixture
def hand_out(edition):
    def hand(reviewer: User) -> Review | None:
        return actions.hand_out_next(edition=edition, reviewer=reviewer, now=timezone.now())

    return hand


@pytest.fixture
def submit(criteria):
    """Hand a review in with one score for each criterion."""

    def hand_in(review: Review, *scores: int, **comments: str) -> Review:
        written = actions.Written(
            scores={its.pk: score for its, score in zip(criteria(), scores, strict=True)},
            comment_organiser=comments.get("comment_organiser", ""),
            comment_applicant=comments.get("comment_applicant", ""),
        )
        review.refresh_from_db()
        return actions.submit(
            review=review,
            reviewer=review.reviewer,
            written=written,
            seen=review.revision,
            now=timezone.now(),
        )

    return hand_in
