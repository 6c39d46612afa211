import pytest

from battle.accounts.models import User


@pytest.fixture
def creator(db) -> User:
    return User.objects.create_user("cleo@example.org", may_create_editions=True)


@pytest.fixture
def entries() -> dict[str, object]:
    """The form of a battle in Madrid, filled in as a browser sends it."""
    return {
        "name": "Madrid Battle",
        "slug": "madrid-2027",
        "city": "Madrid",
        "country": "ES",
        "venue": "La Nave",
        "time_zone": "Europe/Madrid",
        "call_opens_at": "2027-01-10T09:00",
        "call_closes_at": "2027-03-01T23:59",
        "show_starts_at": "2027-04-15T20:00",
        "finalists_wanted": "4",
        "mode": "sealed",
        "languages": ["en", "es"],
        "prizes-TOTAL_FORMS": "2",
        "prizes-INITIAL_FORMS": "0",
        "prizes-0-text_en": "For the winner",
        "prizes-0-amount": "10000.50",
        "prizes-0-currency": "EUR",
        "prizes-1-text_en": "Mentoring",
        "prizes-1-amount": "",
        "prizes-1-currency": "",
        "sponsors-TOTAL_FORMS": "2",
        "sponsors-INITIAL_FORMS": "0",
        "sponsors-0-name": "Caja Uno",
        "sponsors-0-url": "https://example.org/",
        "sponsors-1-name": "",
        "sponsors-1-url": "",
    }
