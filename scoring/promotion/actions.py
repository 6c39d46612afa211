"""Promoting, overruling, rolling back, deleting: each one transaction under the juries' lock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from battle.problems import Refused
from scoring import registry
from scoring.core.fileformat import FORMAT
from scoring.enums import RunState, Status, Step
from scoring.models import ApiClient, JuryModel, PromotionStep, Run
from scoring.promotion import gate
from scoring.promotion.gate import Condition
from scoring.promotion.record import Person, Why, append, line_of_champions, open_requests, person_of
from scoring.promotion.words import title

if TYPE_CHECKING:
    from battle.accounts.models import User

LONGEST_REASON = 2_000


@transaction.atomic
def promote(
    *, jury: JuryModel, by: User | Person, reason: str, seen: str | None = None, now: datetime
) -> PromotionStep:
    """Make a jury that passes the gate the champion.

    Parameters
    ----------
    reason : a sentence, at least 20 characters and three words.
    seen : `gate.seal` of what the person saw; None for somebody who saw no page.

    Raises
    ------
    Refused : ``no_name``, ``no_reason``, ``no_such_model``, ``already_champion``, ``old_format``, ``gate_changed``,
        or ``conditions_failed``.
    """
    who, why = _signed(by, reason)
    record = _locked(jury)
    _require_promotable(record)
    judged = _judged_as_seen(record, seen)
    if missed := gate.failed(judged):
        names = ", ".join(title(condition.code) for condition in missed)
        message = _("Not promoted. These conditions of the gate have failed: %(names)s.") % {"names": names}
        raise Refused("conditions_failed", message)
    return _crown(record, Step.PROMOTED, who, why, judged, now, answers=_open_request(record))


@transaction.atomic
def request_overruling(
    *, jury: JuryModel, by: User | Person, reason: str, seen: str | None = None, now: datetime
) -> PromotionStep:
    """Ask another steward to promote a jury although conditions have failed.

    Raises
    ------
    Refused : as `promote`, but for the conditions; ``nothing_to_overrule``, ``already_requested``.
    """
    who, why = _signed(by, reason)
    record = _locked(jury)
    _require_promotable(record)
    judged = _judged_as_seen(record, seen)
    if not gate.failed(judged):
        raise Refused("nothing_to_overrule", _("Every condition is passed; it can simply be promoted."))
    if _open_request(record):
        raise Refused("already_requested", _("An overruling was asked for already; it waits for an answer."))
    request = Why(
        Step.REQUESTED, who, why, [condition.as_dict() for condition in judged], gate.figures(record)
    )
    return append(why=request, jury=record, before=_champion_row(), now=now)


@transaction.atomic
def overrule(
    *, request: PromotionStep, by: User | Person, reason: str, seen: str | None = None, now: datetime
) -> PromotionStep:
    """Promote a jury although conditions have failed, as another steward asked for.

    Raises
    ------
    Refused : ``request_answered``, ``same_person``, ``gate_changed`` (also where the champion is another now, or more
        has failed since it was asked for), and as `promote`, but for the conditions.
    """
    who, why = _signed(by, reason)
    record = _locked(request.jury)
    _require_open(request)
    if who.is_also(person_of(request)):
        message = _("Another data steward must answer this: two persons overrule a condition, never one.")
        raise Refused("same_person", message)
    _require_promotable(record)
    judged = _judged_as_seen(record, seen)
    if not still_holds(request, judged):
        _refuse_changed()
    return _crown(record, Step.PROMOTED, who, why, judged, now, answers=request, despite_findings=True)


def still_holds(request: PromotionStep, judged: Sequence[Condition]) -> bool:
    """Whether the champion is the one of when it was asked for, and no more has failed than had then."""
    asked = {condition["code"] for condition in request.conditions if not condition["passed"]}
    more = {condition.code for condition in gate.failed(judged)} - asked
    return not more and _key(_champion_row()) == request.before_id


@transaction.atomic
def overrule_together(
    *, jury: JuryModel, by: Person, reason: str, second: Person, second_reason: str, now: datetime
) -> PromotionStep:
    """Ask for an overruling and grant it at once, both or neither: two persons at one command line.

    Raises
    ------
    Refused : as `request_overruling` and `overrule`.
    """
    asked = request_overruling(jury=jury, by=by, reason=reason, now=now)
    return overrule(request=asked, by=second, reason=second_reason, now=now)


@transaction.atomic
def withdraw(*, request: PromotionStep, by: User | Person, reason: str = "", now: datetime) -> PromotionStep:
    """Take a request for an overruling back, or turn it down as another steward, who then says why.

    Raises
    ------
    Refused : ``request_answered``, ``no_name``, ``no_reason``.
    """
    own = (by if isinstance(by, Person) else Person.of(by)).is_also(person_of(request))
    who, why = _signed(by, reason, needed=not own)
    record = _locked(request.jury)
    _require_open(request)
    step = Why(Step.WITHDRAWN, who, why, answers=request)
    return append(why=step, jury=record, before=_champion_row(), now=now)


@transaction.atomic
def roll_back(
    *, by: User | Person, reason: str = "", champion: str | None = None, now: datetime
) -> PromotionStep:
    """Make the jury champion again that was so before the present one. It stood there once, so no gate is asked.

    Parameters
    ----------
    champion : version of the one to be rolled back, as the person saw it, so that two who press at once do not go two
        steps back; None for somebody who saw no page.

    Raises
    ------
    Refused : ``no_name``, ``champion_changed``, ``nothing_before``, ``old_format``, ``record_broken``.
    """
    who, why = _signed(by, reason, needed=False)
    registry.lock_juries()
    present = _champion_row()
    if champion is not None and (present is None or present.version != champion):
        message = _("The champion has changed since you opened this page. Look at it again.")
        raise Refused("champion_changed", message)
    if line_of_champions()[-1:] != [_key(present)]:
        message = _("The record does not name the present champion; run manage.py verify_record.")
        raise Refused("record_broken", message)
    earlier = champion_before()
    if earlier is None:
        raise Refused("nothing_before", _("The record names no champion before this one."))
    _require_readable(earlier)
    return _crown(earlier, Step.ROLLED_BACK, who, why, gate.conditions(earlier), now, despite_findings=True)


@transaction.atomic
def delete_model(*, jury: JuryModel) -> None:
    """Delete a candidate that nothing and nobody depends on.

    Raises
    ------
    Refused : ``no_such_model``, ``was_champion``, ``was_used``, ``in_record``, ``shared``, ``being_compared``.
    """
    record = _locked(jury)
    if reason := kept_because(record):
        raise reason
    registry.delete_model(record=record)


def kept_because(record: JuryModel) -> Refused | None:
    """Why a jury cannot be deleted, or None where it can."""
    steps = PromotionStep.objects.filter(jury=record)
    active = Run.objects.filter(state__in=RunState.active())
    reasons: list[tuple[str, str, Callable[[], bool]]] = [
        (
            "was_champion",
            _("A jury that is or was champion is never deleted."),
            lambda: record.status != Status.CANDIDATE or steps.filter(kind__in=Step.crowning()).exists(),
        ),
        ("was_used", _("A jury that a show used is never deleted."), lambda: record.used_at is not None),
        ("in_record", _("The record of promotions names this jury; it stays."), steps.exists),
        (
            "shared",
            _("It is shared with a client by name, so it stays."),
            ApiClient.objects.filter(jury=record).exists,
        ),
        (
            "being_compared",
            _("It is being compared just now; wait, or cancel that run."),
            active.filter(Q(candidate=record) | Q(champion=record)).exists,
        ),
    ]
    return next((Refused(code, message) for code, message, holds in reasons if holds()), None)


def champion_before() -> JuryModel | None:
    """The jury that a rollback would make champion, or None."""
    earlier = line_of_champions()[-2:-1]
    return registry.WITHOUT_FILE.filter(pk=earlier[0]).first() if earlier else None


def _key(champion: JuryModel | None) -> int | None:
    return champion.pk if champion else None


# --- what the actions share ------------------------------------------------------------------------------------------
def _signed(by: User | Person, reason: str, *, needed: bool = True) -> tuple[Person, str]:
    """Who answers for a step, and why in one line of plain spaces."""
    who = by if isinstance(by, Person) else Person.of(by)
    who, why = Person(" ".join(who.name.split()), who.user), " ".join(reason.replace("\x00", "").split())
    if not 0 < len(who.name) <= registry.LONGEST_NAME:
        message = _("Say who answers for this, in %(most)d characters at most.")
        raise Refused("no_name", message % {"most": registry.LONGEST_NAME}, field="by", http_status=422)
    short = len(why) < registry.SHORTEST_REASON or len(why.split()) < registry.FEWEST_WORDS
    if needed and short:
        message = _(
            "Give the reason as a sentence of at least %(least)d characters: somebody will read it later."
        )
        refusal = message % {"least": registry.SHORTEST_REASON}
        raise Refused("no_reason", refusal, field="reason", http_status=422)
    if len(why) > LONGEST_REASON:
        message = _("Keep the reason under %(most)d characters.") % {"most": LONGEST_REASON}
        raise Refused("long_reason", message, field="reason", http_status=422)
    return who, why


def _locked(jury: JuryModel) -> JuryModel:
    """The jury as it is under the lock."""
    found = next((record for record in registry.lock_juries() if record.pk == jury.pk), None)
    if found is None:
        raise Refused("no_such_model", _("This jury is no longer registered."), http_status=404)
    return found


def _champion_row() -> JuryModel | None:
    """Whoever holds the title, its file readable or not: what the record calls the champion before."""
    return registry.WITHOUT_FILE.filter(status=Status.CHAMPION).first()


def _require_promotable(record: JuryModel) -> None:
    _require_readable(record)
    if record.status == Status.CHAMPION:
        raise Refused("already_champion", _("This jury is the champion already."))


def _require_readable(record: JuryModel) -> None:
    if record.format != FORMAT:
        message = _(
            "The file of %(version)s was written by an earlier version of the program and scores nothing any more; "
            "train a new one."
        )
        raise Refused("old_format", message % {"version": record.version})


def _require_open(request: PromotionStep) -> None:
    if not open_requests().filter(pk=request.pk).exists():
        raise Refused("request_answered", _("This request has been answered already."))


def _open_request(record: JuryModel) -> PromotionStep | None:
    found: PromotionStep | None = open_requests().filter(jury=record).first()
    return found


def _judged_as_seen(record: JuryModel, seen: str | None) -> list[Condition]:
    judged = gate.conditions(record)
    if seen is not None and seen != gate.seal(record, judged):
        _refuse_changed()
    return judged


def _refuse_changed() -> NoReturn:
    message = _("The gate or the champion has changed since. Nothing was done; look at the conditions again.")
    raise Refused("gate_changed", message)


def _crown(
    record: JuryModel,
    kind: Step,
    who: Person,
    reason: str,
    judged: list[Condition],
    now: datetime,
    *,
    answers: PromotionStep | None = None,
    despite_findings: bool = False,
) -> PromotionStep:
    stood = [condition.as_dict() for condition in judged]
    why = Why(kind, who, reason, stood, gate.figures(record), answers)
    registry.promote_model(version=record.version, why=why, now=now, despite_findings=despite_findings)
    newest: PromotionStep = PromotionStep.objects.order_by("-number")[0]
    return newest
