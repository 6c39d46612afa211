"""A reviewer says that they are too close to an application, or that they are not."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from battle.accounts.models import User
from battle.editions.models import Edition
from battle.problems import Refused
from battle.reviews import access
from battle.reviews.actions.locking import count_anew, lock_round
from battle.reviews.enums import SAID, ConflictKind, ConflictState, ReviewState
from battle.reviews.models import Conflict, Review, ReviewerProfile, ReviewRound


@transaction.atomic
def declare_conflict(*, review: Review, reviewer: User, kind: str, note: str, now: datetime) -> Conflict:
    """Recuse the reviewer: from this moment they reach nothing of the application, and somebody else reads it.

    Possible after the reviews were closed, too: a conflict that comes to light late still takes the read out.

    Raises
    ------
    Refused : ``unknown_kind``, ``no_access``.
    """
    if kind not in SAID:
        raise Refused("unknown_kind", _("Choose what makes you too close."), field="kind", http_status=422)
    round_ = lock_round(review.edition, must_be_open=False)
    return _recuse(round_, _mine(review, reviewer), reviewer, ConflictKind(kind), note, now)


@transaction.atomic
def answer_suggestion(
    *, review: Review, reviewer: User, conflicted: bool, note: str, now: datetime
) -> Conflict | None:
    """Answer what a comparison found: recused, or stated that there is no conflict; None where nothing was found.

    Raises
    ------
    Refused : ``no_access``.
    """
    round_ = lock_round(review.edition, must_be_open=False)
    review = _mine(review, reviewer)
    found = access.unanswered(review, reviewer)
    if not found:
        return None
    if conflicted:
        return _recuse(round_, review, reviewer, found[0], note, now)
    conflict = _conflict(review, reviewer, found[0], now)
    conflict.state, conflict.answered_at = ConflictState.STATED_NONE, now
    conflict.found = sorted({*conflict.found, *found})
    conflict.note = _one_line(note)
    conflict._change_reason = "stated that there is no conflict"  # type: ignore[attr-defined]
    conflict.save()
    return conflict


@transaction.atomic
def lift_recusal(*, edition: Edition, conflict_id: int, now: datetime) -> Conflict:
    """An organiser takes a recusal back, such as one declared by mistake; the application can be handed out again.

    Raises
    ------
    Refused : ``not_recused``.
    """
    lock_round(edition, must_be_open=False)
    conflict = Conflict.objects.filter(edition=edition, pk=conflict_id, state=ConflictState.RECUSED).first()
    if conflict is None:
        raise Refused("not_recused", _("This person is not recused."))
    conflict.state, conflict.answered_at = ConflictState.STATED_NONE, now
    conflict._change_reason = "lifted by an organiser"  # type: ignore[attr-defined]
    conflict.save()
    review = Review.objects.filter(application=conflict.application, reviewer=conflict.reviewer).first()
    if review and review.state == ReviewState.RECUSED:
        review.state = ReviewState.GIVEN_BACK
        review._change_reason = "recusal lifted"  # type: ignore[attr-defined]
        review.save()
    return conflict


def declare_ties(
    *, edition: Edition, reviewer: User, organisations: str, people: str, now: datetime
) -> ReviewerProfile:
    """Write down whom a reviewer is close to; what they have open is compared with it from now on."""
    profile, _created = ReviewerProfile.objects.update_or_create(
        edition=edition,
        reviewer=reviewer,
        defaults={"organisations": organisations, "people": people, "declared_at": now},
    )
    return profile


def _one_line(note: str) -> str:
    return " ".join(note.replace("\x00", "").split())[:400]


def _mine(review: Review, reviewer: User) -> Review:
    found = access.readable(review.edition, reviewer).filter(pk=review.pk).first()
    if found is None:
        raise Refused("no_access", _("This application is no longer yours to review."), http_status=403)
    return found


def _conflict(review: Review, reviewer: User, kind: ConflictKind, now: datetime) -> Conflict:
    present = Conflict.objects.filter(application=review.application, reviewer=reviewer).first()
    return present or Conflict(
        edition=review.edition,
        application=review.application,
        reviewer=reviewer,
        kind=kind,
        created_at=now,
    )


def _recuse(
    round_: ReviewRound, review: Review, reviewer: User, kind: ConflictKind, note: str, now: datetime
) -> Conflict:
    conflict = _conflict(review, reviewer, kind, now)
    conflict.kind, conflict.state, conflict.answered_at = kind, ConflictState.RECUSED, now
    conflict.note = _one_line(note)
    conflict._change_reason = "recused"  # type: ignore[attr-defined]
    conflict.save()
    review.state, review.touched_at = ReviewState.RECUSED, now
    review._change_reason = "recused"  # type: ignore[attr-defined]
    review.save()
    count_anew(round_)
    return conflict
