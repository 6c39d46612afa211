"""The organiser sets up how applications are read."""

import pytest
from django.urls import reverse
from django.utils import timezone

from battle.editions.cloning import copy_from_rooms_above
from battle.editions.models import Edition
from battle.problems import Refused
from battle.reviews import actions
from battle.reviews.models import Criterion, Review, ReviewRound
from tests.reviews.conftest import FIELDS

THERE = ["valencia"]


def sent(criteria=(), **changes) -> dict:
    """The form as a browser sends it."""
    rows = list(criteria) or [None]
    body = {
        "reads_wanted": "4",
        "give_back_after_days": "5",
        "blind": "on",
        "visibility": "never",
        "criteria-TOTAL_FORMS": str(len(rows)),
        "criteria-INITIAL_FORMS": str(len(list(criteria))),
    }
    for place, its in enumerate(rows):
        titles = its.titles if its else {"en": "Team", "es": "Equipo"}
        body[f"criteria-{place}-pk"] = its.pk if its else ""
        body[f"criteria-{place}-weight"] = its.weight if its else 2
        for code in ("en", "es", "pt-br"):
            body[f"criteria-{place}-title_{code}"] = titles.get(code, "")
            body[f"criteria-{place}-help_{code}"] = its.helps.get(code, "") if its else ""
    return {**body, **changes}


def test_five_criteria_are_offered_to_begin_with(client, organiser):
    client.force_login(organiser)

    page = client.get(reverse("reviews:settings", args=THERE)).content.decode()

    for title in ("Team", "Traction", "Technology and protection", "Market and investors", "Pitch"):
        assert f'value="{title}"' in page
    assert not ReviewRound.objects.exists()


def test_saving_lets_reviewers_read(client, edition, organiser):
    client.force_login(organiser)

    answer = client.post(reverse("reviews:settings", args=THERE), sent())

    round_, its = ReviewRound.objects.get(), Criterion.objects.get()
    assert answer.status_code == 302
    assert (round_.reads_wanted, round_.give_back_after_days) == (4, 5)
    assert (round_.blind, round_.visibility) == (True, "never")
    assert (its.titles, its.weight) == ({"en": "Team", "es": "Equipo"}, 2)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("reads_wanted", "0"),
        ("reads_wanted", "many"),
        ("give_back_after_days", "61"),
        ("visibility", "sometimes"),
        ("criteria-0-weight", "11"),
        ("criteria-0-title_en", ""),
        ("criteria-0-title_en", "x" * 81),
        ("criteria-0-DELETE", "on"),
    ],
)
def test_a_wrong_setting_is_told_and_nothing_typed_is_lost(name, value, client, organiser):
    client.force_login(organiser)

    answer = client.post(
        reverse("reviews:settings", args=THERE), sent(**{"criteria-0-title_es": "Un equipo", name: value})
    )

    assert answer.status_code == 422
    assert "Un equipo" in answer.content.decode()
    assert not ReviewRound.objects.exists()


def test_after_the_first_review_only_weights_change_and_means_are_counted_anew(
    client, edition, organiser, reviewer, apply, set_up, hand_out, submit, criteria
):
    set_up()
    apply()
    review = submit(hand_out(reviewer), 5, 1)  # weights 3 and 1
    before = review.mean
    team, market = criteria()
    client.force_login(organiser)

    answer = client.post(
        reverse("reviews:settings", args=THERE),
        sent([team, market], **{"criteria-0-weight": "1", "criteria-0-title_en": "People"}),
    )

    review.refresh_from_db()
    assert answer.status_code == 302
    assert (before, review.mean) == (4.0, 3.0)
    assert [its.titles["en"] for its in criteria()] == ["Team", "Market"]
    assert criteria()[0].history.first().weight == 1


@pytest.mark.parametrize("change", ["title", "fewer", "more", "twice"])
def test_everything_but_weights_is_locked_by_the_first_review(
    change, edition, reviewer, apply, set_up, hand_out, submit, criteria, lines
):
    set_up()
    apply()
    submit(hand_out(reviewer), 5, 1)
    same = [actions.CriterionLine(its.pk, its.titles, its.helps, its.weight) for its in criteria()]
    changed = {
        "title": [actions.CriterionLine(same[0].pk, {"en": "People"}, same[0].helps, 3), same[1]],
        "fewer": same[:1],
        "more": [*same, lines[0]],
        "twice": [same[0], same[0]],
    }[change]

    with pytest.raises(Refused) as refusal:
        actions.save_round(edition=edition, fields=FIELDS, criteria=changed, now=timezone.now())

    assert refusal.value.code == "criteria_locked"


def test_a_criterion_of_another_edition_is_never_taken_over(edition, set_up, criteria, other_edition):
    set_up()
    foreign = Criterion.objects.create(edition=other_edition, titles={"en": "Theirs"})

    actions.save_round(
        edition=edition,
        fields=FIELDS,
        criteria=[actions.CriterionLine(foreign.pk, {"en": "Mine"}, {}, 1)],
        now=timezone.now(),
    )

    foreign.refresh_from_db()
    assert foreign.titles == {"en": "Theirs"}
    assert [its.titles for its in criteria()] == [{"en": "Mine"}]


def test_a_clone_takes_over_settings_and_criteria_but_no_review(
    edition, reviewer, apply, set_up, hand_out, submit, other_edition
):
    set_up(reads_wanted=5, blind=True)
    apply()
    submit(hand_out(reviewer), 5, 1)
    actions.close_reviews(edition=edition, now=timezone.now())

    copy_from_rooms_above(edition, other_edition)

    copied = ReviewRound.objects.get(edition=other_edition)
    assert (copied.reads_wanted, copied.blind, copied.closed_at) == (5, True, None)
    assert [(its.titles["en"], its.weight) for its in Criterion.objects.filter(edition=other_edition)] == [
        ("Team", 3),
        ("Market", 1),
    ]
    assert not Review.objects.filter(edition=other_edition).exists()


@pytest.fixture
def other_edition(edition):
    other = Edition.objects.get(pk=edition.pk)
    other.pk, other.slug = None, "bilbao"
    other.save()
    return other
