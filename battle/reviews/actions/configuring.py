"""The organiser sets up the reviews, closes and reopens them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.db.models import F, FloatField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from battle.editions.models import Edition
from battle.problems import Refused
from battle.reviews.actions.locking import count_anew, lock_round
from battle.reviews.enums import ReviewState
from battle.reviews.models import Criterion, Review, ReviewRound
from battle.reviews.queries import criteria_locked


class RoundFields(TypedDict):
    reads_wanted: int
    blind: bool
    visibility: str
    give_back_after_days: int


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A criterion as the form sends it; `pk` is None for a new one."""

    pk: int | None
    titles: Mapping[str, str]
    helps: Mapping[str, str]
    weight: int


@transaction.atomic
def save_round(
    *, edition: Edition, fields: RoundFields, criteria: Sequence[CriterionLine], now: datetime
) -> ReviewRound:
    """Set how the applications are read, and by which criteria.

    Raises
    ------
    Refused : ``no_criterion``, or ``criteria_locked`` where a review was submitted and more than weights would change.
    """
    if not criteria:
        raise Refused("no_criterion", _("Reviewers need at least one criterion."), http_status=422)
    ReviewRound.objects.get_or_create(edition=edition)
    round_ = lock_round(edition, must_be_open=False)
    for name, value in fields.items():
        setattr(round_, name, value)
    round_.save()
    if criteria_locked(edition):
        _change_weights(edition, criteria)
    else:
        _replace(edition, criteria)
    count_anew(round_)
    return round_


@transaction.atomic
def close_reviews(*, edition: Edition, now: datetime, for_shortlist: bool = True) -> ReviewRound:
    """End the reading; twice changes nothing. What the lock of the shortlist closed stays closed until it is lifted."""
    ReviewRound.objects.get_or_create(edition=edition)
    round_ = lock_round(edition, must_be_open=False)
    round_.closed_at = round_.closed_at or now
    round_.closed_for_shortlist = round_.closed_for_shortlist or for_shortlist
    round_._change_reason = "closed for the shortlist" if for_shortlist else "closed"  # type: ignore[attr-defined]
    round_.save()
    return round_


@transaction.atomic
def reopen_reviews(*, edition: Edition, for_shortlist: bool = True) -> ReviewRound:
    """Let reviewers go on. Only the shortlist opens again what its lock has closed.

    Raises
    ------
    Refused : ``shortlist_locked``, ``reviews_not_set_up``.
    """
    round_ = lock_round(edition, must_be_open=False)
    if round_.closed_for_shortlist and not for_shortlist:
        raise Refused("shortlist_locked", _("The shortlist is locked; unlock it to open the reviews again."))
    round_.closed_at, round_.closed_for_shortlist = None, False
    round_._change_reason = "reopened"  # type: ignore[attr-defined]
    round_.save()
    return round_


def _replace(edition: Edition, lines: Sequence[CriterionLine]) -> None:
    present = {criterion.pk: criterion for criterion in Criterion.objects.filter(edition=edition)}
    for position, line in enumerate(lines, start=1):
        criterion = present.pop(line.pk, None) if line.pk else None
        criterion = criterion or Criterion(edition=edition)
        criterion.titles, criterion.helps = dict(line.titles), dict(line.helps)
        criterion.weight, criterion.position = line.weight, position
        criterion.save()
    for criterion in present.values():
        criterion.delete()


def _change_weights(edition: Edition, lines: Sequence[CriterionLine]) -> None:
    present = {criterion.pk: criterion for criterion in Criterion.objects.filter(edition=edition)}
    kept = {line.pk: line for line in lines}
    if len(kept) != len(lines) or set(kept) != set(present):
        raise _locked()
    for pk, criterion in present.items():
        line = kept[pk]
        if dict(line.titles) != criterion.titles or dict(line.helps) != criterion.helps:
            raise _locked()
        if line.weight != criterion.weight:
            criterion.weight = line.weight
            criterion.save()
    _weigh_anew(edition, list(present.values()))


def _weigh_anew(edition: Edition, criteria: Sequence[Criterion]) -> None:
    """Every submitted mean in one statement. What reviewers did stays as it is, so nothing of it enters the history."""
    total = Value(0.0, FloatField())
    for criterion in criteria:
        given = Cast(KT(f"scores__{criterion.pk}"), FloatField())
        total = total + given * Value(float(criterion.weight), FloatField())  # type: ignore[assignment]
    weights = float(sum(criterion.weight for criterion in criteria))
    submitted = Review.objects.filter(edition=edition, state=ReviewState.SUBMITTED)
    submitted.update(mean=total / Value(weights, FloatField()), revision=F("revision"))


def _locked() -> Refused:
    return Refused(
        "criteria_locked", _("A review was submitted already: from then on only the weights can change.")
    )
