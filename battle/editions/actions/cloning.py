"""An edition of this year from the one of last year."""

from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from battle.accounts.actions import grant_role
from battle.accounts.enums import Role
from battle.accounts.models import Membership, User
from battle.editions.actions.editing import require_sound
from battle.editions.cloning import copy_from_rooms_above
from battle.editions.models import Edition, Prize, Sponsor
from battle.editions.texts import LANGUAGES, TEXT_FIELDS, text_field
from battle.editions.zones import LocalTimeProblem, moment_of
from battle.problems import Refused

MOMENTS = ("call_opens_at", "call_closes_at", "show_starts_at")
Moment = TypeVar("Moment", date, datetime)
KEPT = ("city", "country", "venue", "time_zone", "finalists_wanted", "mode", *TEXT_FIELDS)


@transaction.atomic
def clone_edition(
    *, source: Edition, creator: User, name: str, slug: str, show_date: date, with_team: bool = False
) -> Edition:
    """A draft like `source` whose show is on that day: every moment moves by as many days and keeps its clock time.

    Texts, prizes, sponsors and what rooms above registered come along; applications, the pinned jury and the past
    do not. The creator becomes organiser and host, and with `with_team` everybody else keeps their roles.

    Raises
    ------
    Refused : a name or day cannot be right, or ``nonexistent_time`` or ``ambiguous_time`` where clocks change on a
        day that a moment falls on; with the field.
    """
    target = Edition(name=name, slug=slug, languages=list(source.languages))
    for field in KEPT:
        setattr(target, field, getattr(source, field))
    for field, moment in shifted(source, show_date).items():
        setattr(target, field, moment)
    if source.retention_until:
        target.retention_until = _later(source.retention_until, days_between(source, show_date))
    require_sound(target)
    target.save()
    _copy_lines(source, target)
    for role in (Role.ORGANISER, Role.HOST):
        grant_role(user=creator, edition_id=target.pk, role=role)
    if with_team:
        for membership in Membership.objects.filter(edition=source).select_related("user"):
            grant_role(user=membership.user, edition_id=target.pk, role=Role(membership.role))
    copy_from_rooms_above(source, target)
    return target


def days_between(source: Edition, show_date: date) -> int:
    """How far everything moves, counted in days of the venue's calendar."""
    return (show_date - source.show_starts_at.astimezone(source.zone).date()).days


def shifted(source: Edition, show_date: date) -> dict[str, datetime]:
    """The moments of a clone, each at the hour that it has now on the clocks of the venue.

    Raises
    ------
    Refused : ``nonexistent_time`` or ``ambiguous_time``, or ``year_out_of_range``; at ``show_date``.
    """
    days = days_between(source, show_date)
    moments = {}
    for field in MOMENTS:
        clock = getattr(source, field).astimezone(source.zone).replace(tzinfo=None, fold=0)
        try:
            moments[field] = moment_of(_later(clock, days), source.zone)
        except LocalTimeProblem as problem:
            named = {"what": moment_name(field), "problem": problem.message}
            message = _("%(what)s: %(problem)s") % named
            raise Refused(problem.code, message, field="show_date", http_status=422) from problem
    return moments


def moment_name(field: str) -> str:
    """What the reader calls a moment of an edition."""
    names = {
        "call_opens_at": _("Call opens"),
        "call_closes_at": _("Call closes"),
        "show_starts_at": _("Show starts"),
    }
    return names[field]


def _later(moment: Moment, days: int) -> Moment:
    try:
        return moment + timedelta(days=days)
    except OverflowError as error:
        message = _("Enter a date between 2000 and 2100.")
        raise Refused("year_out_of_range", message, field="show_date", http_status=422) from error


def _copy_lines(source: Edition, target: Edition) -> None:
    for prize in source.prizes.all():
        copy = Prize(edition=target, amount=prize.amount, currency=prize.currency, position=prize.position)
        for language in LANGUAGES:
            field = text_field("text", language)
            setattr(copy, field, getattr(prize, field))
        copy.save()
    for sponsor in source.sponsors.all():
        Sponsor.objects.create(
            edition=target,
            name=sponsor.name,
            url=sponsor.url,
            logo_id=sponsor.logo_id,
            position=sponsor.position,
        )
