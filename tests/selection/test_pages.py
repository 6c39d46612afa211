"""The organiser's pages of the choice."""

import re
from datetime import timedelta

import pytest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from battle.applications.models import Application
from battle.selection import actions
from battle.selection.enums import Verdict
from battle.selection.models import Shortlist
from tests.selection.support import MODEL, write_opinions


@pytest.fixture
def desk(client, organiser):
    client.force_login(organiser)
    return client


def page(client, route: str, *args: str, status: int = 200, **query: str) -> str:
    answer = client.get(reverse(f"selection:{route}", args=["valencia", *args]), query)
    assert answer.status_code == status
    return answer.content.decode()


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def lock(edition, organiser) -> None:
    actions.lock_shortlist(edition=edition, by=organiser, now=timezone.now())


@pytest.fixture
def opinions(edition, applied):
    write_opinions(applied, 3.0)
    Shortlist.objects.create(edition=edition, model=MODEL)


def test_unlocked_again_the_jurys_list_is_hidden_and_said_to_be_seen(
    desk, edition, applied, opinions, organiser
):
    lock(edition, organiser)
    address = reverse("selection:unlock", args=["valencia"])

    refused = desk.post(address, {"reason": " "})
    done = desk.post(address, {"reason": "Two names were confused"}, follow=True)

    assert refused.status_code == 422
    assert "first seen after the lock" in text_of(done.content.decode())
    assert "Last unlocked because: Two names were confused" in text_of(done.content.decode())
    assert "waits for your shortlist" in page(desk, "lists")


def test_both_lists_say_ranks_bands_disagreements_and_what_the_score_means(
    desk, edition, applied, organiser, jury, read
):
    for place, key in enumerate("abcdefgh"):
        read(key, *[1 + place % 5] * 3)
    lock(edition, organiser)
    assert "The jury has read 0 of 8 applications" in text_of(page(desk, "lists"))
    while actions.score_waiting(now=timezone.now()):
        pass

    told = text_of(page(desk, "lists"))
    why = text_of(page(desk, "one", "a"))

    assert "answers are the startups' own, and nobody has verified them" in told
    assert f"Jury {jury.version}, trained on {jury.trained_on}" in told
    assert "judging by 8 applications" in told
    assert "3 / 28" in told
    assert "Reviewers 1.00 / 5 From 1 read" in why
    assert "with 3 of 28 questions answered" in why


def test_ranks_follow_the_plain_or_the_corrected_means(desk, edition, applied, read, stranger):
    read("a", 5, 5, 5)
    read("b", 4, 4, 4, by=stranger)
    read("c", 5, 5, 5)
    read("c", 2, 2, 2, by=stranger)

    corrected, plain = page(desk, "shortlist"), page(desk, "shortlist", corrected="0")

    assert corrected.index("B Labs") < corrected.index("A Labs")
    assert plain.index("A Labs") < plain.index("B Labs")


def test_the_whole_way_by_the_pages(desk, edition, applied, organiser):
    def send(route: str, *args: str, **data) -> str:
        answer = desk.post(reverse(f"selection:{route}", args=["valencia", *args]), data, follow=True)
        assert answer.status_code == 200
        return text_of(answer.content.decode())

    assert "1 application was put on the shortlist" in send("pick", keys=["e"])
    assert "The shortlist is locked" in send("lock")
    assert "2 decisions were changed" in send("decide", keys=["a", "e"], verdict="finalist")
    assert "1 decision was changed" in send("decide", keys=["b"], verdict="reserve")
    assert "5 decisions were changed" in send("decide-others")
    assert "2 invited, 1 reserves, 5 declined, 8 letters drafted." in text_of(page(desk, "preview"))
    local = (edition.show_starts_at - timedelta(days=2)).astimezone(edition.zone)
    said = send("apply", respond_by=f"{local:%Y-%m-%dT%H:%M}", answer_days="2", undecided_seen="0")
    assert "Applied: 2 invited, 1 reserves, 5 not selected" in said
    assert "The answer of A Labs is noted." in send("note-answer", "a", "yes")
    assert "The invitation is taken back" in send("take-back", "e")
    assert sorted(Application.objects.exclude(state="declined").values_list("key", "state")) == [
        ("a", "finalist"),
        ("b", "reserve"),
        ("e", "shortlisted"),
    ]


def test_a_wrong_moment_is_said_at_its_field_and_kept(desk, edition, applied):
    actions.decide(edition=edition, keys=["a"], verdict=Verdict.FINALIST)
    address = reverse("selection:apply", args=["valencia"])

    answer = desk.post(address, {"respond_by": "2020-01-01T12:00", "answer_days": "4", "undecided_seen": "7"})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "This moment has passed already." in html
    assert 'value="2020-01-01T12:00"' in html
    assert Application.objects.get(key="a").state == "shortlisted"


@pytest.mark.parametrize("route", ["shortlist", "lists", "decisions", "preview"])
def test_pages_ask_the_database_less_than_twelve_times_for_two_thousand(
    route, desk, edition, organiser, read, django_assert_max_num_queries
):
    Application.objects.bulk_create(
        Application(
            edition=edition,
            company=f"Startup {number}",
            contact_email=f"n{number}@example.org",
            state="shortlisted" if number % 3 else "submitted",
            submitted_at=timezone.now(),
        )
        for number in range(2000)
    )
    keys = list(Application.objects.filter(state="shortlisted").values_list("key", flat=True)[:300])
    lock(edition, organiser)
    for place, key in enumerate(keys[:20]):
        read(key, *[1 + place % 5] * 3)
    write_opinions(list(Application.objects.order_by("pk")), 3.0)
    Shortlist.objects.update(model=MODEL)
    actions.decide(edition=edition, keys=keys[:60], verdict=Verdict.RESERVE)
    actions.decide(edition=edition, keys=keys[60:64], verdict=Verdict.FINALIST)
    address = reverse(f"selection:{route}", args=["valencia"])
    desk.get(address)

    with django_assert_max_num_queries(11) as asked:
        answer = desk.get(address)

    assert isinstance(asked, CaptureQueriesContext)
    assert answer.status_code == 200
