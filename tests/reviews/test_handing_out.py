"""Every application reaches the wanted number of reads, whoever asks when."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from battle.accounts.models import Membership
from battle.applications.enums import State
from battle.problems import Refused
from battle.reviews import actions
from battle.reviews.enums import ReviewState
from battle.reviews.models import Review, ReviewLabel


def reads_by_application(edition) -> Counter:
    return Counter(
        Review.objects.filter(edition=edition, state=ReviewState.SUBMITTED).values_list(
            "application_id", flat=True
        )
    )


def test_nothing_is_handed_out_before_the_organiser_has_set_up(edition, reviewer, apply, hand_out):
    apply()

    with pytest.raises(Refused) as refusal:
        hand_out(reviewer)

    assert refusal.value.code == "reviews_not_set_up"


def test_an_open_read_comes_before_a_new_one(reviewer, apply, set_up, hand_out):
    set_up()
    apply(), apply()

    first, again = hand_out(reviewer), hand_out(reviewer)

    assert again == first


def test_no_application_is_read_more_often_than_wanted(
    edition, apply, set_up, hand_out, submit, one_more_reviewer
):
    set_up(reads_wanted=2)
    application = apply()
    readers = [one_more_reviewer(f"r{number}@reads.example") for number in range(3)]

    handed = [hand_out(reader) for reader in readers]

    assert [review and review.application for review in handed] == [application, application, None]


@pytest.mark.parametrize(
    "state", [State.DRAFT, State.WITHDRAWN, State.DECLINED, State.RESERVE, State.INVITED]
)
def test_only_what_is_still_to_be_decided_is_read(state, reviewer, apply, set_up, hand_out):
    set_up()
    apply(state=state)

    assert hand_out(reviewer) is None


def test_nobody_reads_their_own_application(reviewer, apply, set_up, hand_out):
    set_up()
    apply(contact_email=reviewer.email)

    assert hand_out(reviewer) is None


def test_two_reviewers_begin_with_different_applications(apply, set_up, hand_out, one_more_reviewer):
    set_up(reads_wanted=3)
    for _number in range(30):
        apply()
    readers = [one_more_reviewer(f"r{number}@reads.example") for number in range(5)]

    assert len({hand_out(reader).application_id for reader in readers}) == 5


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_who_asks_gets_the_least_promised_and_all_reach_the_wanted_reads(
    data, edition, apply, set_up, hand_out, submit, one_more_reviewer, django_user_model
):
    """Reviewers take and submit in any order: each gets the least read of what is open to them.

    In the end no two applications differ: each has the wanted reads, or one of every reviewer.
    """
    edition.applications.all().delete()
    django_user_model.objects.filter(email__endswith="@reads.example").delete()
    wanted = data.draw(st.integers(1, 3))
    set_up(reads_wanted=wanted)
    applications = [apply() for _number in range(data.draw(st.integers(1, 5)))]
    readers = [
        one_more_reviewer(f"r{number}@reads.example") for number in range(data.draw(st.integers(1, 4)))
    ]
    loads, had = Counter(), {reader: set() for reader in readers}

    def ask(reader) -> Review | None:
        review = hand_out(reader)
        if review and review.application_id not in had[reader]:
            open_to = [its.pk for its in applications if its.pk not in had[reader]]
            assert loads[review.application_id] == min(loads[pk] for pk in open_to) < wanted
            loads[review.application_id] += 1
            had[reader].add(review.application_id)
        return review

    for reader, submits in data.draw(
        st.lists(st.tuples(st.sampled_from(readers), st.booleans()), max_size=12)
    ):
        review = ask(reader)
        if review and submits:
            submit(review, 3, 3)
    for reader in readers:
        while review := ask(reader):
            submit(review, 4, 2)

    expected = min(wanted, len(readers))
    assert reads_by_application(edition) == {its.pk: expected for its in applications}


def test_with_one_read_each_no_two_applications_differ_by_more_than_one(
    edition, apply, set_up, hand_out, submit, one_more_reviewer
):
    set_up(reads_wanted=3)
    applications = [apply() for _number in range(4)]
    reviews = [hand_out(one_more_reviewer(f"r{number}@reads.example")) for number in range(10)]
    for review in reversed(reviews):
        submit(review, 3, 3)

    counts = reads_by_application(edition)

    assert sorted(counts[its.pk] for its in applications) == [2, 2, 3, 3]


def test_what_nobody_reads_is_given_back(edition, reviewer, apply, set_up, hand_out, one_more_reviewer):
    set_up(reads_wanted=1, give_back_after_days=3)
    apply()
    review = hand_out(reviewer)
    other = one_more_reviewer("other@reads.example")
    now = timezone.now()

    assert actions.give_back_stale(now=now + timedelta(days=2, hours=23)) == 0
    assert hand_out(other) is None
    assert actions.give_back_stale(now=now + timedelta(days=3, hours=1)) == 1
    assert actions.give_back_stale(now=now + timedelta(days=3, hours=1)) == 0

    review.refresh_from_db()
    assert review.state == ReviewState.GIVEN_BACK
    assert review.history.first().history_change_reason == "not read in time"
    assert hand_out(other).application == review.application


def test_typing_keeps_an_application(edition, reviewer, apply, set_up, hand_out, criteria):
    set_up(give_back_after_days=3)
    apply()
    review = hand_out(reviewer)
    later = timezone.now() + timedelta(days=2)
    actions.save_field(
        review=review, reviewer=reviewer, field=f"score-{criteria()[0].pk}", value="4", seen=0, now=later
    )

    assert actions.give_back_stale(now=later + timedelta(days=2)) == 0


def test_who_reviews_no_more_holds_nothing(edition, reviewer, apply, set_up, hand_out):
    set_up()
    apply()
    hand_out(reviewer)
    Membership.objects.filter(user=reviewer).delete()

    assert actions.give_back_stale(now=timezone.now()) == 1


def test_an_organiser_gives_an_application_also_beyond_the_wanted_reads(
    edition, reviewer, apply, set_up, hand_out, one_more_reviewer
):
    set_up(reads_wanted=1)
    application = apply()
    hand_out(reviewer)
    other = one_more_reviewer("other@reads.example")

    review = actions.assign(edition=edition, key=application.key, reviewer=other, now=timezone.now())

    assert (review.application, review.reviewer, review.by_organiser) == (application, other, True)


def test_an_organiser_cannot_give_it_to_the_wrong_person(edition, reviewer, stranger, apply, set_up):
    set_up()
    own = apply(contact_email=reviewer.email)
    refused = {}

    for name, key, person in [
        ("stranger", own.key, stranger),
        ("own", own.key, reviewer),
        ("unknown", "nothing", reviewer),
    ]:
        with pytest.raises(Refused) as refusal:
            actions.assign(edition=edition, key=key, reviewer=person, now=timezone.now())
        refused[name] = refusal.value.code

    assert refused == {"stranger": "not_a_reviewer", "own": "recused", "unknown": "unknown_application"}


def test_a_label_leads_nowhere_and_stays(edition, reviewer, apply, set_up, hand_out, one_more_reviewer):
    set_up(reads_wanted=3)
    application = apply()
    hand_out(reviewer)
    first = ReviewLabel.objects.get(application=application).code
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        hand_out(one_more_reviewer("other@reads.example"))

    assert ReviewLabel.objects.get(application=application).code == first
    assert first.lower() not in application.key
    assert len(first) == 4
