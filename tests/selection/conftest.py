from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from battle.applications.enums import State
from battle.applications.models import Application
from battle.reviews.models import Criterion, Review, ReviewRound


@pytest.fixture
def applied(edition) -> list[Application]:
    """Eight applications, a to h, the first four on the shortlist."""
    return [
        Application.objects.create(
            edition=edition,
            key=name,
            company=f"{name.upper()} Labs",
            one_liner=f"{name} does one thing well",
            contact_name=f"Founder {name}",
            contact_email=f"{name}@example.org",
            language=["en", "es", "pt-br"][place % 3],
            answers={
                "team_founders": 2.0,
                "team_complementary": place % 3,
                "trac_employees": 5.0 * place + 1,
            },
            state=State.SHORTLISTED if place < 4 else State.SUBMITTED,
            submitted_at=timezone.now(),
        )
        for place, name in enumerate("abcdefgh")
    ]


@pytest.fixture
def put() -> Callable[[str, str], None]:
    def put_in(key: str, state: str) -> None:
        Application.objects.filter(key=key).update(state=state)

    return put_in


@pytest.fixture
def state() -> Callable[[str], str]:
    return lambda key: Application.objects.get(key=key).state


@pytest.fixture
def criteria(edition) -> list[Criterion]:
    return [
        Criterion.objects.create(edition=edition, titles={"en": title, "es": f"{title} (es)"}, position=place)
        for place, title in enumerate(["Team", "Market", "Product"])
    ]


@pytest.fixture
def read(edition, criteria, reviewer):
    """Write a submitted review; a second one of the same application needs another reviewer."""
    ReviewRound.objects.get_or_create(edition=edition)

    def write(key: str, *scores: int, by=None, comment: str = "") -> Review:
        ReviewRound.objects.filter(edition=edition).update(version=Review.objects.count() + 1)
        return Review.objects.create(
            edition=edition,
            application=Application.objects.get(key=key),
            reviewer=by or reviewer,
            state="submitted",
            scores={str(one.pk): score for one, score in zip(criteria, scores, strict=True)},
            mean=sum(scores) / len(scores),
            comment_applicant=comment,
            submitted_at=timezone.now(),
        )

    return write


@pytest.fixture
def soon(edition):
    """A moment within which an invitation can be answered."""
    return edition.show_starts_at - timedelta(days=5)
