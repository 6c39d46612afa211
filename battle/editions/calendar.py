"""An edition's dates as a calendar file (RFC 5545), with the rules of the venue's clock in it.

icalendar is imported where it is used, so that the site starts without it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from battle.editions.models import Edition

if TYPE_CHECKING:
    from icalendar import Component, Event, Timezone

SHOW_TAKES = timedelta(hours=3)


def calendar_of(edition: Edition, *, site: str) -> bytes:
    """The end of the call and the show, in the reader's language.

    The events keep their identity whatever changes, and count the changes: a calendar that takes the file again
    moves the events it has.
    """
    from icalendar import Calendar

    calendar = Calendar.new(
        prodid="-//AI Startup Battle//Editions//EN",
        language=get_language() or "en",
        uid=_uid(edition, "calendar"),
    )
    calendar.add("method", "PUBLISH")
    calendar.add_component(_zone(edition))
    page = site + reverse("edition", args=[edition.slug])
    closes = edition.call_closes_at.astimezone(edition.zone)
    calendar.add_component(
        _event(
            edition,
            page=site + reverse("apply", args=[edition.slug]),
            uid=_uid(edition, "call"),
            summary=_("Last moment to apply: %(battle)s") % {"battle": edition.name},
            description=_("Applications are taken until now: %(address)s") % {"address": page},
            begins=closes,
            ends=None,  # a moment: the standard forbids an end that is no later than the beginning
            busy=False,
        )
    )
    starts = edition.show_starts_at.astimezone(edition.zone)
    calendar.add_component(
        _event(
            edition,
            page=page,
            uid=_uid(edition, "show"),
            summary=edition.name,
            description="\n\n".join(filter(None, [edition.tagline, page])),
            begins=starts,
            ends=(edition.show_starts_at + SHOW_TAKES).astimezone(edition.zone),
            busy=True,
            location=f"{edition.venue}, {edition.city}, {edition.country_name}",
        )
    )
    return bytes(calendar.to_ical())


def _event(
    edition: Edition,
    *,
    page: str,
    uid: str,
    summary: str,
    description: str,
    begins: datetime,
    ends: datetime | None,
    busy: bool,
    location: str | None = None,
) -> "Event":
    from icalendar import Event
    from icalendar.enums import TRANSP

    return Event.new(
        uid=uid,
        stamp=edition.changed_at.astimezone(UTC).replace(microsecond=0),
        sequence=edition.revision,
        summary=summary,
        description=description,
        location=location,
        url=page,
        start=begins,
        end=ends,
        transparency=TRANSP.OPAQUE if busy else TRANSP.TRANSPARENT,
    )


def _uid(edition: Edition, what: str) -> str:
    """The same for ever: neither names nor addresses are in it, which may change."""
    return f"{what}-{edition.pk}-{edition.created_at.astimezone(UTC):%Y%m%dT%H%M%SZ}@ai-startup-battle"


def _zone(edition: Edition) -> "Timezone":
    years = edition.call_closes_at.year - 1, edition.show_starts_at.year + 2
    return _zone_between(edition.time_zone, *years)


@lru_cache(maxsize=256)
def _zone_between(name: str, first: int, last: int) -> "Timezone":
    """Every change of the clock from a year before the first event to a year after the last.

    Not icalendar's own `from_tzid`: it writes the hour after a change forward where the standard wants the hour
    before it, so that a calendar which believes the file changes its clock an hour late.
    """
    from icalendar import Timezone

    zone = Timezone()
    zone.add("tzid", name)
    begin = datetime(first, 1, 1, tzinfo=ZoneInfo(name))
    zone.add_component(_observance(begin, begin.utcoffset() or timedelta()))
    for change, before in _changes(begin, datetime(last, 1, 1, tzinfo=UTC)):
        zone.add_component(_observance(change, before))
    return zone


def _observance(change: datetime, before: timedelta) -> "Component":
    """What the clock shows from a change on; the change is told on the clock that is set."""
    from icalendar import TimezoneDaylight, TimezoneStandard

    part: Component = TimezoneDaylight() if change.dst() else TimezoneStandard()
    part.add("dtstart", (change.astimezone(UTC) + before).replace(tzinfo=None))
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", change.utcoffset())
    part.add("tzname", change.tzname())
    return part


def _changes(begin: datetime, end: datetime) -> Iterator[tuple[datetime, timedelta]]:
    """The moments at which the clock of a zone is set, each with its distance to UTC before."""
    zone, day = begin.tzinfo, timedelta(days=1)
    moment = begin.astimezone(UTC)
    while moment < end:
        before, after = (at.astimezone(zone).utcoffset() or timedelta() for at in (moment, moment + day))
        if before != after:
            low, high = moment, moment + day
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
            yield high.replace(microsecond=0).astimezone(zone), before
        moment += day
