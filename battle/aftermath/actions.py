"""Writing down what became of a contender, and changing what was written."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from battle.accounts.models import User
from battle.aftermath.models import Outcome
from battle.aftermath.played import Played, played_show
from battle.editions.models import Edition
from battle.problems import Refused
from battle.showlog.models import Show
from scoring.past import Label

LONGEST_TEXT = 300
LONGEST_ADDRESS = 500
SHORTEST = 10
"""Characters of a meaning and of a reason: "yes" tells nobody anything a year later."""

_https = URLValidator(schemes=["https"])


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody knows of a contender.

    Attributes
    ----------
    success : whether the label holds.
    meaning : what counts as that, in a sentence.
    known_on : the day on which it was known.
    source, source_url : where it can be read; the address may be "".
    """

    success: bool
    meaning: str
    known_on: date
    source: str
    source_url: str = ""

    @property
    def tidy(self) -> "Known":
        meaning, source, address = (
            " ".join(text.split()) for text in (self.meaning, self.source, self.source_url)
        )
        return replace(self, meaning=meaning, source=source, source_url=address)


def record_outcome(
    *, edition: Edition, contender: str, label: Label, known: Known, by: User, now: datetime
) -> Outcome:
    """Write down what became of a contender. The same said again is the record that there is.

    Raises
    ------
    Refused : ``no_result``, ``unknown_contender``, ``already_recorded``, or a field that cannot be right.
    """
    played, known = _require_show(edition, contender), known.tidy
    _require_sound(known, played, now)
    with _deciding(played.show):
        newest = _newest(played.show, contender, label)
        if newest and not newest.withdrawn and _says(newest) == known:
            return newest
        if newest:
            raise Refused("already_recorded", _("This was recorded already; change what is there."))
        return _write(played.show, contender, label, 1, known, by=by, now=now)


def correct_outcome(
    *,
    edition: Edition,
    contender: str,
    label: Label,
    seen: int,
    known: Known,
    reason: str,
    by: User,
    now: datetime,
) -> Outcome:
    """Say otherwise, and why; what was said before stays to be read. It also takes back a withdrawal.

    Parameters
    ----------
    seen : version that the person who corrects has read.

    Raises
    ------
    Refused : as `record_outcome`; ``not_recorded``, ``outcome_changed`` since it was seen, ``nothing_changed``.
    """
    played, known = _require_show(edition, contender), known.tidy
    _require_sound(known, played, now)
    reason = _require_reason(reason)
    with _deciding(played.show):
        newest = _require_seen(played.show, contender, label, seen)
        if not newest.withdrawn and _says(newest) == known:
            raise Refused("nothing_changed", _("This is what is recorded already."), http_status=422)
        return _write(played.show, contender, label, seen + 1, known, by=by, now=now, reason=reason)


def withdraw_outcome(
    *, edition: Edition, contender: str, label: Label, seen: int, reason: str, by: User, now: datetime
) -> Outcome:
    """Take back what was recorded, and say why. It stays to be read and counts no more.

    Raises
    ------
    Refused : ``no_result``, ``unknown_contender``, ``not_recorded``, ``outcome_changed``, ``no_reason`` or
        ``already_withdrawn``.
    """
    played = _require_show(edition, contender)
    reason = _require_reason(reason)
    with _deciding(played.show):
        newest = _require_seen(played.show, contender, label, seen)
        if newest.withdrawn:
            raise Refused("already_withdrawn", _("This was taken back already."))
        told = _says(newest)
        return _write(
            played.show, contender, label, seen + 1, told, by=by, now=now, reason=reason, withdrawn=True
        )


@contextmanager
def _deciding(show: Show) -> Iterator[None]:
    """One transaction under a lock on the show, so that of two people at once the second sees what the first wrote.
    (SQLite locks the whole database instead, from the start of the transaction.)"""
    with transaction.atomic():
        Show.objects.select_for_update().get(pk=show.pk)
        yield


def _require_show(edition: Edition, contender: str) -> Played:
    played = played_show(edition)
    if played is None:
        message = _("Outcomes are recorded once the winner was revealed; those of a demo are not.")
        raise Refused("no_result", message)
    if contender not in {place.contender for place in played.state.ranking}:
        message = _("This startup has no place in the result of this show.")
        raise Refused("unknown_contender", message, field="contender", http_status=422)
    return played


def _require_sound(known: Known, played: Played, now: datetime) -> None:
    if len(known.meaning) < SHORTEST:
        raise _wrong("no_meaning", "meaning", _("Say in a sentence what counts as a yes."))
    if not known.source:
        raise _wrong("no_source", "source", _("Say where this can be read."))
    for field in ("meaning", "source"):
        text = getattr(known, field)
        if len(text) > LONGEST_TEXT or not text.isprintable():
            message = _("Use a line of text with %(most)d characters at most.") % {"most": LONGEST_TEXT}
            raise _wrong("text_unusable", field, message)
    _require_address(known.source_url)
    if known.known_on > now.astimezone(played.edition.zone).date():
        raise _wrong("known_in_future", "known_on", _("This day has not come yet."))
    if known.known_on < played.day:
        message = _("This is before the show of %(day)s.") % {"day": date_format(played.day, "DATE_FORMAT")}
        raise _wrong("known_before_show", "known_on", message)


def _require_address(address: str) -> None:
    """https alone: it is clicked on by people who may promote juries."""
    if not address:
        return
    message = _("Give the whole address of a page, beginning with https://")
    try:
        _https(address)
        plain = urlsplit(address).username is None and len(address) <= LONGEST_ADDRESS
    except (ValidationError, ValueError) as problem:
        raise _wrong("bad_address", "source_url", message) from problem
    if not plain:
        raise _wrong("bad_address", "source_url", message)


def _require_reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if not SHORTEST <= len(reason) <= LONGEST_TEXT or not reason.isprintable():
        message = _("Say in a sentence why this is changed, in %(most)d characters at most.")
        raise _wrong("no_reason", "reason", message % {"most": LONGEST_TEXT})
    return reason


def _wrong(code: str, field: str, message: str) -> Refused:
    return Refused(code, message, field=field, http_status=422)


def _newest(show: Show, contender: str, label: Label) -> Outcome | None:
    return Outcome.objects.filter(show=show, contender=contender, label=label).order_by("-version").first()


def _require_seen(show: Show, contender: str, label: Label, seen: int) -> Outcome:
    newest = _newest(show, contender, label)
    if newest is None:
        raise Refused("not_recorded", _("Nothing was recorded here yet."))
    if newest.version != seen:
        message = _("Somebody has changed this since you opened the page; read what is there now.")
        raise Refused("outcome_changed", message)
    return newest


def _says(outcome: Outcome) -> Known:
    return Known(outcome.success, outcome.meaning, outcome.known_on, outcome.source, outcome.source_url)


def _write(
    show: Show,
    contender: str,
    label: Label,
    version: int,
    known: Known,
    *,
    by: User,
    now: datetime,
    reason: str = "",
    withdrawn: bool = False,
) -> Outcome:
    return Outcome.objects.create(
        show=show,
        contender=contender,
        label=label,
        version=version,
        success=known.success,
        meaning=known.meaning,
        known_on=known.known_on,
        source=known.source,
        source_url=known.source_url,
        withdrawn=withdrawn,
        reason=reason,
        recorded_by=by,
        recorded_at=now,
    )
