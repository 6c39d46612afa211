"""What the desk says is still missing before a show."""

import pytest
from django.utils import timezone

from battle.applications.checklist import checklist
from battle.outbox.actions import write


def told(edition) -> dict[str, tuple[bool, str]]:
    found = checklist(edition, finalists=4, now=timezone.now())
    return {check.name: (check.done, check.sentence) for check in found if not check.required}


def test_it_speaks_of_letters_and_answers_only_where_something_waits(edition):
    assert {"invited", "letters"}.isdisjoint(told(edition))


@pytest.mark.parametrize(
    ("count", "sentence"), [(1, "1 invited startup has"), (2, "2 invited startups have")]
)
def test_it_counts_who_was_invited_and_has_not_answered(count, sentence, edition, finalists):
    for finalist in finalists[:count]:
        finalist.state, finalist.running_order = "invited", None
        finalist.save()

    assert told(edition)["invited"] == (False, f"{sentence} not answered yet.")


def test_it_counts_letters_that_were_not_sent(edition):
    write(
        once="x",
        kind="reserve",
        to="a@example.org",
        language="en",
        subject="S",
        body="B",
        edition_id=edition.pk,
    )

    assert told(edition)["letters"] == (False, "1 letter in the outbox is not sent yet.")


@pytest.mark.parametrize("published", [True, False])
def test_it_says_whether_the_battle_is_published(published, edition):
    edition.published_at = timezone.now() if published else None

    assert told(edition)["published"][0] is published
