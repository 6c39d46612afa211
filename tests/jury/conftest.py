"""People who knock at the model room's doors."""

import pytest


@pytest.fixture
def people(organiser, host, reviewer, stranger, steward):
    """By role; an applicant has no role in any edition and is known by their address alone."""
    return {
        "organiser": organiser,
        "host": host,
        "reviewer": reviewer,
        "applicant": stranger,
        "steward": steward,
    }


@pytest.fixture
def second_steward(db):
    from battle.accounts.models import User

    return User.objects.create_user("simon@example.org", is_steward=True)
