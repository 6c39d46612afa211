"""The humans' shortlist and its lock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from battle.problems import Refused
from battle.reviews.models import ReviewRound
from battle.selection import actions
from battle.selection.models import Opinion, Pick, Shortlist
from battle.selection.queries import is_locked
from scoring import service


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch):
    """A turn that ends when everything is read, however busy the machine is."""
    monkeypatch.setattr("battle.selection.actions.judging.TURN", timedelta(minutes=5))


def lock(edition, by) -> Shortlist:
    return actions.lock_shortlist(edition=edition, by=by, now=timezone.now())


def test_the_lock_says_who_and_when_keeps_the_list_and_closes_the_reviews(edition, applied, organiser, jury):
    locked = lock(edition, organiser)

    assert is_locked(edition)
    assert locked.locked_by == organiser
    assert locked.model == jury.version
    assert sorted(Pick.objects.values_list("application__key", flat=True)) == ["a", "b", "c", "d"]
    assert ReviewRound.objects.get(edition=edition).closed_for_shortlist


def test_a_locked_list_cannot_be_changed(edition, applied, organiser, state):
    lock(edition, organiser)

    for action, key in [(actions.pick, "e"), (actions.unpick, "a")]:
        with pytest.raises(Refused) as refused:
            action(edition=edition, keys=[key])
        assert refused.value.code == "shortlist_locked"
    assert (state("a"), state("e")) == ("shortlisted", "submitted")


def test_it_is_locked_once_and_never_empty(edition, applied, organiser):
    actions.unpick(edition=edition, keys=list("abcdefgh"))
    with pytest.raises(Refused) as empty:
        lock(edition, organiser)
    actions.pick(edition=edition, keys=["a"])
    lock(edition, organiser)
    with pytest.raises(Refused) as twice:
        lock(edition, organiser)

    assert (empty.value.code, twice.value.code) == ("nothing_shortlisted", "already_locked")


def test_unlocking_needs_a_reason_and_marks_the_jurys_list_as_seen(edition, applied, organiser, jury):
    locked = lock(edition, organiser)
    actions.score_waiting(now=timezone.now())
    with pytest.raises(Refused) as refused:
        actions.unlock_shortlist(edition=edition, reason="  ")

    actions.unlock_shortlist(edition=edition, reason="A reviewer had confused two startups.")

    shortlist = Shortlist.objects.get(edition=edition)
    assert refused.value.code == "reason_missing"
    assert not is_locked(edition)
    assert shortlist.opened_at == locked.locked_at
    assert [(past.locked_at is not None, past.history_change_reason) for past in shortlist.history.all()] == [
        (False, "A reviewer had confused two startups."),
        (True, "locked"),
        (False, None),
    ]
    assert not ReviewRound.objects.get(edition=edition).closed_at
    assert not Pick.objects.exists()


def test_the_jury_reads_nothing_before_the_lock_and_no_draft_after_it(edition, applied, organiser, jury, put):
    put("h", "draft")
    put("g", "withdrawn")
    before = actions.score_waiting(now=timezone.now())
    lock(edition, organiser)

    after = actions.score_waiting(now=timezone.now())

    assert before == 0
    assert after == 12  # each first its score, then its band
    assert sorted(Opinion.objects.values_list("application__key", flat=True)) == list("abcdef")
    assert set(Opinion.objects.values_list("model", flat=True)) == {jury.version}
    assert actions.score_waiting(now=timezone.now()) == 0


def test_it_reads_again_what_was_changed_and_takes_no_answer_it_does_not_know(
    edition, applied, organiser, jury
):
    lock(edition, organiser)
    actions.score_waiting(now=timezone.now())
    first = Opinion.objects.get(application__key="a")
    changed = first.application
    changed.answers = {"trac_employees": 80.0, "nobody_asked": 1.0}
    changed.save()

    assert actions.score_waiting(now=timezone.now()) == 2
    again = Opinion.objects.get(application__key="a")
    assert again.answered == 1
    assert again.score != first.score
    assert again.score == pytest.approx(service.score({"trac_employees": 80.0}).score)
    assert again.low < again.score < again.high
