from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from battle.editions import queries
from battle.editions.models import Edition


@pytest.fixture
def make(edition):
    def another(slug: str, *, opens: int, closes: int, starts: int) -> Edition:
        now = timezone.now()
        other = Edition.objects.get(pk=edition.pk)
        other.pk, other.slug, other.name = None, slug, slug
        other.call_opens_at, other.call_closes_at, other.show_starts_at = (
            now + timedelta(days=days) for days in (opens, closes, starts)
        )
        other.save()
        other.prizes.create(text="Cup")
        other.sponsors.create(name="Caja")
        return other

    return another


def test_home_sorts_editions_into_calls_coming_and_past(edition, make):
    make("urgent", opens=-9, closes=1, starts=30)
    make("later", opens=5, closes=9, starts=40)
    make("soon", opens=-9, closes=-3, starts=2)
    make("gone", opens=-90, closes=-80, starts=-70)

    found = queries.for_home(timezone.now())

    assert [e.slug for e in found.calls] == ["urgent", "valencia"]
    assert [e.slug for e in found.coming] == ["soon", "later"]
    assert [e.slug for e in found.past] == ["gone"]


def test_tonights_show_still_counts_as_coming_while_it_lasts(edition, make):
    make("tonight", opens=-9, closes=-3, starts=0)

    assert [e.slug for e in queries.for_home(timezone.now() + timedelta(hours=7)).coming] == ["tonight"]
    assert [e.slug for e in queries.for_home(timezone.now() + timedelta(hours=9)).past] == ["tonight"]


@pytest.mark.parametrize("route", ["home", "api:editions"])
def test_a_list_asks_as_much_for_three_as_for_one(route, client, make, django_assert_max_num_queries):
    def queries_asked() -> int:
        with django_assert_max_num_queries(20) as asked:
            assert client.get(reverse(route)).status_code == 200
        return len(asked)

    make("one", opens=-1, closes=1, starts=2)
    first = queries_asked()
    make("two", opens=-1, closes=1, starts=2)
    make("three", opens=-1, closes=1, starts=2)

    assert queries_asked() == first


def test_the_home_page_says_so_where_there_is_nothing(client, db):
    page = client.get(reverse("home")).content.decode()

    assert "No call is open right now" in page
    assert "No battle has been fought yet." in page
