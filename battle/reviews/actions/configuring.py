"""The organiser sets up the reviews, closes and reopens them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from django.db import transaction
from django.db.models import F, FloatField, Func, Value
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


class ScoreGiven(Func):
    """One criterion's score in a review's row. Django's own lookup takes a key of digits for a place in a list."""

    output_field = FloatField()

    def __init__(self, criterion_id: int) -> None:
        super().__init__(F("scores"))
        self.extra["key"] = int(criterion_id)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "CAST(JSON_EXTRACT(%(expressions)s, '$.\"%(key)s\"') AS REAL)"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(%(expressions)s ->> '%(key)s')::double precision"
        return self.as_sql(compiler, connection, template=template, **context)


def _weigh_anew(edition: Edition, criteria: Sequence[Criterion]) -> None:
    """Every submitted mean in one statement. What reviewers did stays as it is, so nothing of it enters the history."""
    total: Any = Value(0.0, FloatField())
    for its in criteria:
        total = total + ScoreGiven(its.pk) * Value(float(its.weight), FloatField())
    weights = float(sum(its.weight for its in criteria))
    submitted = Review.objects.filter(edition=edition, state=ReviewState.SUBMITTED)
    submitted.update(mean=total / Value(weights, FloatField()))


def _locked() -> Refused:
    return Refused(
        "criteria_locked", _("A review was submitted already: from then on only the weights can change.")
    )
