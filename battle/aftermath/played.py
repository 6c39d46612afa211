"""Shows that were played to their end, as their logs tell them. Rehearsals and demos are not among them."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

import structlog
from django.db.models import QuerySet

from battle.editions.models import Edition
from battle.leaderboard.boards import BROKEN
from battle.showlog.events import decode
from battle.showlog.log import Logged
from battle.showlog.models import Entry, Show
from battle.stage.enums import Phase
from battle.stage.state import ShowState, fold

SHOWS_KEPT = 256

logger = structlog.get_logger(__name__)
# A revealed show says nothing more; equal hashes mean equal entries, so what was folded once need not be read again.
_kept: OrderedDict[UUID, tuple[str, ShowState]] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Played:
    """A revealed show with its edition; `state` is shared and must not be changed."""

    edition: Edition
    show: Show
    state: ShowState
    revealed_at: datetime

    @property
    def day(self) -> date:
        """The day of the reveal at the venue: before it nothing can have become of anybody."""
        return self.revealed_at.astimezone(self.edition.zone).date()


def played_shows(editions: QuerySet[Edition]) -> list[Played]:
    """The revealed shows of these editions, the newest reveal first; demos are left out, and logs changed by hand.

    Three queries, however many shows there are; two once they are known.
    """
    real = {edition.slug: edition for edition in editions.filter(is_demo=False)}
    shows = Show.objects.filter(edition_slug__in=real, entries__kind="revealed").distinct()
    found = [
        Played(real[show.edition_slug], show, state, state.revealed_at)
        for show, state in _states(list(shows))
        if state.revealed_at
    ]
    return sorted(found, key=lambda played: (played.revealed_at, played.show.pk), reverse=True)


def played_show(edition: Edition) -> Played | None:
    """The newest revealed show of one edition; None where there is none, or the edition is a demo."""
    return next(iter(played_shows(Edition.objects.filter(pk=edition.pk))), None)


def was_revealed(edition: Edition) -> bool:
    """Whether `played_show` may find one; cheap, for a link to it."""
    if edition.is_demo or not edition.jury_model:
        return False
    return Entry.objects.filter(show__edition_slug=edition.slug, kind="revealed").exists()


def _states(shows: list[Show]) -> list[tuple[Show, ShowState]]:
    with _lock:
        known = {show.pk: _kept[show.uid][1] for show in shows if _kept.get(show.uid, ("",))[0] == show.head}
    by_pk = {show.pk: show for show in shows}
    for pk, state in _fold_all([show.pk for show in shows if show.pk not in known]).items():
        known[pk] = state
        with _lock:
            _kept[by_pk[pk].uid] = (by_pk[pk].head, state)
            while len(_kept) > SHOWS_KEPT:
                _kept.popitem(last=False)
    return [(show, known[show.pk]) for show in shows if show.pk in known]


def _fold_all(shows: list[int]) -> dict[int, ShowState]:
    if not shows:
        return {}
    rows = (
        Entry.objects.filter(show__in=shows)
        .order_by("show_id", "seq")
        .values_list("show_id", "seq", "at", "kind", "payload")
    )
    told = {}
    for pk, entries in groupby(rows.iterator(), key=lambda row: row[0]):
        try:
            state = fold(Logged(seq, at, decode(kind, payload)) for _show, seq, at, kind, payload in entries)
        except BROKEN as error:
            logger.warning("past_show_left_out", show=pk, error=type(error).__name__)
            continue
        if state.phase is Phase.REVEALED and state.contenders:
            told[pk] = state
    return told
