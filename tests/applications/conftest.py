from datetime import timedelta

import pytest
from django.utils import timezone

from battle.applications.actions import Entries


@pytest.fixture
def entries() -> Entries:
    return Entries(
        company="Umbra",
        one_liner="Shade where it is needed",
        website="https://umbra.example/",
        contact_name="Uma",
        answers={"team_founders": 3.0, "team_prior_exit": 1.0},
        facts={"fact_trademarks": 2.0},
    )


@pytest.fixture
def sent() -> dict[str, str]:
    """The form as a browser sends it, with one answer of each kind."""
    return {
        "company": "Umbra",
        "one_liner": "Shade where it is needed",
        "website": "https://umbra.example/",
        "contact_name": "Uma",
        "contact_email": "Uma@Example.org",
        "team_founders": "3",
        "inv_last_round": "2,5",
        "team_prior_exit": "yes",
        "fact_trademarks": "2",
    }


@pytest.fixture
def close_call(edition):
    def close() -> None:
        edition.call_closes_at = timezone.now() - timedelta(seconds=1)
        edition.save()

    return close
