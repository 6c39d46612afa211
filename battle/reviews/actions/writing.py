"""A reviewer writes: field by field while the review is on its way, then the whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from battle.accounts.models import User
from battle.problems import Refused
from battle.reviews.actions.locking import count_anew, lock_review, lock_round
from battle.reviews.enums import ReviewState
from battle.reviews.means import weighted_mean
from battle.reviews.models import HIGHEST, LOWEST, MOST_TEXT, Criterion, Review
from battle.reviews.queries import criteria_of

COMMENTS = ("comment_organiser", "comment_applicant")
SCORE = "score-"


class ChangedElsewhere(Refused):
    """Another window of the same reviewer was faster; carries what stands there now."""

    def __init__(self, field: str, value: str, revision: int) -> None:
        message = _("This was changed in another window. What stands there now is shown beside yours.")
        super().__init__("changed_elsewhere", message, field=field)
        self.value = value
        self.revision = revision


@dataclass(frozen=True, slots=True)
class Written:
    """A whole review as its reviewer sends it; scores by the criterion's id."""

    scores: Mapping[int, int]
    comment_organiser: str
    comment_applicant: str


@transaction.atomic
def save_field(*, review: Review, reviewer: User, field: str, value: str, seen: int, now: datetime) -> Review:
    """Keep one field as it was left, unless it was changed since its revision `seen`.

    A draft leaves no history. Of a submitted review the change counts at once and is recorded.

    Raises
    ------
    ChangedElsewhere : another window changed this field.
    Refused : ``unknown_field``, ``bad_score``, ``too_long``, and those of `locking`.
    """
    round_ = lock_round(review.edition)
    review = lock_review(review, reviewer)
    criteria = criteria_of(review.edition)
    clean = _clean(field, value, criteria)
    present = value_of(review, field)
    if present == str(clean):
        return review
    if review.revisions.get(field, 0) != seen:
        raise ChangedElsewhere(field, present, review.revisions.get(field, 0))
    _set(review, field, clean)
    review.touched_at = now
    if review.state == ReviewState.SUBMITTED:
        review.mean = weighted_mean(review.scores, criteria)
        review._change_reason = f"{field} changed"  # type: ignore[attr-defined]
        review.save()
        count_anew(round_)
    else:
        review.mean = weighted_mean(review.scores, criteria)
        _keep_draft(review)
    return review


@transaction.atomic
def submit(*, review: Review, reviewer: User, written: Written, seen: int, now: datetime) -> Review:
    """Hand the review in, with a score for every criterion, unless it was changed since its revision `seen`.

    Raises
    ------
    ChangedElsewhere : another window changed something; nothing was submitted.
    Refused : ``score_missing``, ``unknown_field``, ``bad_score``, ``too_long``, and those of `locking`.
    """
    round_ = lock_round(review.edition)
    review = lock_review(review, reviewer)
    criteria = criteria_of(review.edition)
    values: dict[str, Any] = {name: _clean(name, getattr(written, name), criteria) for name in COMMENTS}
    for pk, score in written.scores.items():
        values[f"{SCORE}{pk}"] = _clean(f"{SCORE}{pk}", str(score), criteria)
    for criterion in criteria:
        if f"{SCORE}{criterion.pk}" not in values:
            message = _("Give 1 to 5 for “%(criterion)s”, or abstain.") % {"criterion": criterion.title}
            raise Refused("score_missing", message, field=f"{SCORE}{criterion.pk}", http_status=422)
    changed = [name for name, value in values.items() if value_of(review, name) != str(value)]
    if changed and review.revision != seen:
        raise ChangedElsewhere("", "", review.revision)
    for name in changed:
        _set(review, name, values[name])
    review.state = ReviewState.SUBMITTED
    review.mean = weighted_mean(review.scores, criteria)
    review.abstain_reason = ""
    review.submitted_at = review.touched_at = now
    review._change_reason = "submitted"  # type: ignore[attr-defined]
    review.save()
    count_anew(round_)
    return review


@transaction.atomic
def abstain(*, review: Review, reviewer: User, reason: str, now: datetime) -> Review:
    """Leave the judgement to others, and say why. What was written stays as a draft; somebody else gets the read.

    Raises
    ------
    Refused : ``reason_missing``, and those of `locking`.
    """
    reason = " ".join(reason.replace("\x00", "").split())[:400]
    if not reason:
        raise Refused("reason_missing", _("Say in a few words why."), field="reason", http_status=422)
    round_ = lock_round(review.edition)
    review = lock_review(review, reviewer)
    review.state, review.abstain_reason, review.touched_at = ReviewState.ABSTAINED, reason, now
    review._change_reason = "abstained"  # type: ignore[attr-defined]
    review.save()
    count_anew(round_)
    return review


def value_of(review: Review, field: str) -> str:
    """What stands in a field now, as a browser sends it."""
    if field.startswith(SCORE):
        return str(review.scores.get(field.removeprefix(SCORE), ""))
    return str(getattr(review, field))


def _clean(field: str, value: str, criteria: list[Criterion]) -> int | str:
    if field in COMMENTS:
        text = value.replace("\r\n", "\n").replace("\x00", "").strip()
        if len(text) > MOST_TEXT:
            message = _("At most %(most)d characters; these are %(length)d.")
            told = {"most": MOST_TEXT, "length": len(text)}
            raise Refused("too_long", message % told, field=field, http_status=422)
        return text
    if field not in {f"{SCORE}{criterion.pk}" for criterion in criteria}:
        raise Refused("unknown_field", _("There is no such criterion."), field=field[:80], http_status=422)
    if value not in {str(score) for score in range(LOWEST, HIGHEST + 1)}:
        raise Refused("bad_score", _("Give a whole number from 1 to 5."), field=field, http_status=422)
    return int(value)


def _set(review: Review, field: str, value: int | str) -> None:
    if field.startswith(SCORE):
        review.scores = {**review.scores, field.removeprefix(SCORE): value}
    else:
        setattr(review, field, value)
    review.revisions = {**review.revisions, field: review.revisions.get(field, 0) + 1}
    review.revision += 1


def _keep_draft(review: Review) -> None:
    """Past the history on purpose: it records what was decided, not what was being typed."""
    Review.objects.filter(pk=review.pk).update(
        scores=review.scores,
        mean=review.mean,
        comment_organiser=review.comment_organiser,
        comment_applicant=review.comment_applicant,
        revisions=review.revisions,
        revision=review.revision,
        touched_at=review.touched_at,
    )
