"""Who is too close to an application does not judge it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from battle.reviews import actions
from battle.reviews.closeness import Person, found_between
from battle.reviews.enums import ConflictKind, ConflictState, ReviewState
from battle.reviews.models import Conflict, ReviewerProfile


@pytest.mark.parametrize(
    ("person", "fields", "kinds"),
    [
        ({"email": "ana@kibo.vc"}, {"contact_email": "x@kibo.vc"}, [ConflictKind.DOMAIN]),
        ({"email": "ana@mail.kibo.vc"}, {"website": "https://www.kibo.vc/team"}, [ConflictKind.DOMAIN]),
        ({"email": "ana@gmail.com"}, {"contact_email": "x@gmail.com"}, []),
        ({"email": "ana@bo.vc"}, {"contact_email": "x@kibo.vc"}, []),
        ({"name": "Ana Sol"}, {"investor_names": "Ana  Sól, others"}, [ConflictKind.INVESTOR]),
        ({"name": "Ana Sol"}, {"evidence": {"inv_top_fund": "ask ANA SOL"}}, [ConflictKind.INVESTOR]),
        ({"name": "Ana Sol"}, {"people": "Ana Solana"}, []),
        ({"name": "Ana"}, {"people": "Ana"}, []),
        ({"organisations": "Kibo Ventures"}, {"investor_names": "KiboVentures"}, [ConflictKind.INVESTOR]),
        ({"organisations": "IBM\nUmbra"}, {"company": "Umbra Labs"}, [ConflictKind.DECLARED]),
        ({"people": "Uma Ray"}, {"contact_name": "Uma Ray"}, [ConflictKind.DECLARED]),
        ({"organisations": "A"}, {"company": "A"}, []),
        (
            {"email": "founder@x.vc"},
            {"contact_email": "founder@x.vc"},
            [ConflictKind.OWN, ConflictKind.DOMAIN],
        ),
    ],
)
def test_closeness_is_found_by_addresses_and_names(person, fields, kinds, apply, django_user_model):
    first, _space, last = person.get("name", "").partition(" ")
    user = django_user_model(email=person.get("email", "x@gmail.com"), first_name=first, last_name=last)
    profile = ReviewerProfile(organisations=person.get("organisations", ""), people=person.get("people", ""))

    assert found_between(Person.of(user, profile), apply(**fields)) == kinds


@pytest.fixture
def near(edition, apply, set_up, one_more_reviewer, hand_out):
    """A reviewer and what was handed to them although the mail domains are the same."""
    set_up(reads_wanted=1)
    apply(contact_email="x@kibo.vc")
    return hand_out(one_more_reviewer("ana@kibo.vc"))


@pytest.fixture
def there(near):
    label = near.application.review_label.code
    return lambda name: reverse(f"reviews:{name}", args=["valencia", label])


def test_a_suggested_conflict_is_answered_before_anything_opens(client, near, there):
    client.force_login(near.reviewer)

    page = client.get(there("read")).content.decode()
    kept = client.post(there("save"), {"field": "comment_organiser", "value": "x", "revision": 0})
    sent = client.post(there("read"), {"revision": 0})
    api = client.get(reverse("api:review", args=["valencia", near.application.review_label.code]))

    assert "Same mail domain" in page
    assert "Does one thing well" not in page
    assert (kept.status_code, kept.json()["code"]) == (409, "conflict_unanswered")
    assert "Are you too close to this one?" in sent.content.decode()
    assert (api.status_code, api.json()["code"]) == (409, "conflict_unanswered")
    assert Conflict.objects.get().state == ConflictState.SUGGESTED


def test_who_says_no_may_read_and_the_statement_stays(client, near, there):
    client.force_login(near.reviewer)

    answer = client.post(there("closeness"), {"answer": "no", "note": "We only share a house"})
    page = client.get(answer.headers["Location"])

    conflict = Conflict.objects.get()
    assert "Does one thing well" in page.content.decode()
    assert (conflict.state, conflict.note) == (ConflictState.STATED_NONE, "We only share a house")
    assert conflict.history.first().history_user == near.reviewer


def test_a_new_closeness_is_asked_about_anew(client, edition, near, there):
    client.force_login(near.reviewer)
    client.post(there("closeness"), {"answer": "no"})
    actions.declare_ties(
        edition=edition,
        reviewer=near.reviewer,
        organisations=near.application.company,
        people="",
        now=timezone.now(),
    )

    page = client.get(there("read")).content.decode()

    assert "On the reviewer&#x27;s own list" in page
    assert "Same mail domain" not in page


def test_who_says_yes_is_out_and_somebody_else_reads(client, near, there, one_more_reviewer, hand_out):
    client.force_login(near.reviewer)

    client.post(there("closeness"), {"answer": "yes"})

    near.refresh_from_db()
    assert near.state == ReviewState.RECUSED
    assert client.get(there("read")).status_code == 404
    assert hand_out(near.reviewer) is None
    assert hand_out(one_more_reviewer("far@reads.example")).application == near.application


def test_a_late_conflict_takes_a_submitted_review_out_of_the_results(
    client, edition, reviewer, apply, set_up, hand_out, submit
):
    from battle.reviews.queries import standings

    set_up(reads_wanted=1)
    apply()
    review = submit(hand_out(reviewer), 5, 5)
    client.force_login(reviewer)
    before = standings(edition)[0].reads
    label = review.application.review_label.code
    actions.close_reviews(edition=edition, now=timezone.now())

    answer = client.post(
        reverse("reviews:conflict", args=["valencia", label]), {"kind": "money", "note": "I hold shares"}
    )

    assert answer.status_code == 302
    assert (before, standings(edition)[0].reads) == (1, 0)
    queue = client.get(reverse("reviews:queue", args=["valencia"])).content.decode()
    assert review.application.company not in queue
    assert f"Application {label}" in queue


def test_an_organiser_lifts_a_recusal_made_by_mistake(client, organiser, near, there, hand_out):
    client.force_login(near.reviewer)
    client.post(there("closeness"), {"answer": "yes"})
    client.force_login(organiser)

    client.post(reverse("reviews:lift-recusal", args=["valencia", Conflict.objects.get().pk]))

    assert hand_out(near.reviewer) == near


def test_what_somebody_declares_is_kept_for_them(client, edition, reviewer):
    client.force_login(reviewer)
    there = reverse("reviews:ties", args=["valencia"])

    client.post(there, {"organisations": "Kibo Ventures\nIBM", "people": "Uma Ray"})

    assert "Kibo Ventures\nIBM" in client.get(there).content.decode()
