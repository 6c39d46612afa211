"""A review is kept field by field, handed in whole, and changed until the reviews are closed."""

import pytest
from django.urls import reverse
from django.utils import timezone

from battle.problems import Refused
from battle.reviews import actions
from battle.reviews.enums import ReviewState


@pytest.fixture
def review(apply, set_up, hand_out, reviewer):
    set_up(reads_wanted=3)
    apply()
    return hand_out(reviewer)


@pytest.fixture
def there(review):
    label = review.application.review_label.code
    return lambda name: reverse(f"reviews:{name}", args=["valencia", label])


@pytest.fixture
def scores(review, criteria):
    """The fields of the two criteria with these scores."""
    return lambda *given: {
        f"score-{its.pk}": str(score) for its, score in zip(criteria(), given, strict=False)
    }


def keep(client, there, field: str, value: str, revision: int = 0):
    return client.post(there("save"), {"field": field, "value": value, "revision": revision})


def test_each_field_is_kept_as_it_is_left(client, reviewer, review, there, criteria):
    team, market = criteria()
    client.force_login(reviewer)

    first = keep(client, there, f"score-{team.pk}", "4")
    second = keep(client, there, f"score-{market.pk}", "2")
    third = keep(client, there, "comment_applicant", " Say more about\r\nthe market. ")

    assert first.json() == {"revision": 1, "total": 1, "mean": "4.00"}
    assert second.json() == {"revision": 1, "total": 2, "mean": "3.50"}  # 4 weighs three times as much as 2
    assert third.json() == {"revision": 1, "total": 3, "mean": "3.50"}
    review.refresh_from_db()
    assert review.scores == {str(team.pk): 4, str(market.pk): 2}
    assert review.comment_applicant == "Say more about\nthe market."
    assert review.state == ReviewState.OPEN


def test_two_windows_never_overwrite_each_other_silently(client, reviewer, review, there):
    client.force_login(reviewer)
    keep(client, there, "comment_organiser", "from the first window")

    late = keep(client, there, "comment_organiser", "from the second window")
    other = keep(client, there, "comment_applicant", "another field is free")
    again = keep(client, there, "comment_organiser", "from the second window", late.json()["revision"])

    assert late.status_code == 409
    assert (late.json()["value"], late.json()["revision"]) == ("from the first window", 1)
    assert other.status_code == 200
    assert again.json()["revision"] == 2


def test_the_same_value_sent_twice_is_no_clash(client, reviewer, there):
    client.force_login(reviewer)

    answers = [keep(client, there, "comment_organiser", "the same") for _time in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]


@pytest.mark.parametrize("value", ["0", "6", "4.5", "", "five", "４", "1e0", "-1"])
def test_a_score_that_is_none_is_refused(value, client, reviewer, there, criteria):
    client.force_login(reviewer)

    answer = keep(client, there, f"score-{criteria()[0].pk}", value)

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_score")


@pytest.mark.parametrize("field", ["state", "mean", "score-0", "score-", "revision", ""])
def test_only_fields_of_the_review_can_be_kept(field, client, reviewer, there):
    client.force_login(reviewer)

    assert keep(client, there, field, "4").json()["code"] == "unknown_field"


def test_a_review_without_a_score_is_sent_back_with_everything_in_it(client, reviewer, review, there, scores):
    client.force_login(reviewer)

    answer = client.post(
        there("read"), {**scores(5), "revision": 0, "comment_organiser": "kept as it was typed"}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Give 1 to 5 for “Market”, or abstain." in page
    assert "kept as it was typed" in page
    assert page.count(" checked") == 1
    review.refresh_from_db()
    assert review.state == ReviewState.OPEN


def test_a_submitted_review_counts_and_leads_to_the_next(client, reviewer, review, there, scores, apply):
    apply()
    client.force_login(reviewer)

    answer = client.post(there("read"), {**scores(5, 1), "revision": 0, "then": "next"})

    review.refresh_from_db()
    other = reviewer.reviews.exclude(pk=review.pk).get()
    assert (review.state, review.mean) == (ReviewState.SUBMITTED, 4.0)
    assert answer.headers["Location"].endswith(f"/{other.application.review_label.code}/")


def test_a_form_from_before_a_change_elsewhere_is_shown_again_first(client, reviewer, review, there, scores):
    client.force_login(reviewer)
    keep(client, there, "comment_organiser", "from another window")
    sent = {**scores(5, 1), "comment_organiser": "from this window", "revision": 0}

    refused = client.post(there("read"), sent)
    taken = client.post(there("read"), {**sent, "revision": 1})

    assert refused.status_code == 409
    assert "from this window" in refused.content.decode()
    assert 'name="revision" value="1"' in refused.content.decode()
    assert taken.status_code == 302
    review.refresh_from_db()
    assert review.comment_organiser == "from this window"


def test_history_knows_what_was_decided_and_not_what_was_typed(
    client, reviewer, review, there, scores, criteria
):
    client.force_login(reviewer)
    for number in range(3):
        keep(client, there, "comment_organiser", f"typing {number}", number)
    client.post(there("read"), {**scores(5, 1), "comment_organiser": "done", "revision": 3})
    keep(client, there, f"score-{criteria()[1].pk}", "3", 1)

    reasons = [
        (its.history_change_reason, its.comment_organiser, its.mean, its.history_user)
        for its in review.history.order_by("history_id")
    ]
    assert reasons == [
        (None, "", None, None),
        ("submitted", "done", 4.0, reviewer),
        (f"score-{criteria()[1].pk} changed", "done", 4.5, reviewer),
    ]


def test_who_abstains_says_why_and_frees_the_read(
    client, reviewer, review, there, one_more_reviewer, hand_out, scores
):
    client.force_login(reviewer)

    silent = client.post(
        there("abstain"), {**scores(2), "reason": "  ", "comment_organiser": "half a thought"}
    )
    told = client.post(there("abstain"), {"reason": "Not my field"})

    assert silent.status_code == 422
    assert "half a thought" in silent.content.decode()
    assert "Say in a few words why." in silent.content.decode()
    assert told.status_code == 302
    review.refresh_from_db()
    assert (review.state, review.abstain_reason) == (ReviewState.ABSTAINED, "Not my field")
    assert hand_out(reviewer) is None
    assert hand_out(one_more_reviewer("other@reads.example")).application == review.application


def test_nothing_changes_once_the_reviews_are_closed(
    edition, client, reviewer, review, there, scores, submit
):
    submit(review, 3, 3)
    actions.close_reviews(edition=edition, now=timezone.now())
    client.force_login(reviewer)

    kept = keep(client, there, "comment_organiser", "late")
    sent = client.post(
        there("read"), {**scores(5, 5), "revision": 2, "comment_organiser": "late but not lost"}
    )
    handed = client.post(reverse("reviews:next", args=["valencia"]), follow=True)

    assert (kept.status_code, kept.json()["code"]) == (409, "reviews_closed")
    assert sent.status_code == 409
    assert "late but not lost" in sent.content.decode()
    assert "The reviews are closed" in handed.content.decode()
    review.refresh_from_db()
    assert review.mean == 3.0


def test_only_the_shortlist_opens_what_it_has_closed(edition, set_up):
    set_up()
    actions.close_reviews(edition=edition, now=timezone.now())

    with pytest.raises(Refused) as refusal:
        actions.reopen_reviews(edition=edition, for_shortlist=False)

    assert refusal.value.code == "shortlist_locked"
    assert actions.reopen_reviews(edition=edition).closed_at is None


@pytest.mark.parametrize(
    ("visibility", "before", "after"),
    [("never", False, False), ("after_own", False, True), ("always", True, True)],
)
def test_others_reviews_are_seen_as_the_organiser_says(
    visibility, before, after, client, edition, reviewer, review, there, submit, one_more_reviewer, hand_out
):
    edition.review_round.visibility = visibility
    edition.review_round.save()
    submit(hand_out(one_more_reviewer("other@reads.example")), 5, 5, comment_organiser="A rare find")
    client.force_login(reviewer)

    first = client.get(there("read")).content.decode()
    submit(review, 1, 1)
    second = client.get(there("read")).content.decode()

    assert ("A rare find" in first, "A rare find" in second) == (before, after)
    assert "other@reads.example" not in first + second
