"""The boards of the shows that are being looked at, kept by each process and read forward from the log on demand.

Every way out, page, JSON, API and stream, takes its bytes from here, so they cannot differ.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import structlog
from django.db import OperationalError

from battle.editions.models import Edition
from battle.leaderboard.projection import Audience, BoardFold, board_before_show, encode
from battle.showlog import log
from battle.showlog.models import Show

SHOWS_KEPT = 256
# What a log that was changed by hand raises on its way here: its content, its columns, bytes that are no text.
BROKEN = (ValueError, LookupError, TypeError, AttributeError, OperationalError)

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """The boards of one audience of one show, in order: `messages[i]` is the board with `rev == first + i`.

    `messages` grows while others read it; `length` is how much of it was there when this feed was taken.
    """

    show: int
    first: int
    messages: list[bytes]
    length: int

    @property
    def newest(self) -> bytes:
        return self.messages[self.length - 1]

    @property
    def rev(self) -> int:
        return self.first + self.length - 1


class _Kept:
    """A show's fold, and the hash of the entry it ends with where that is known."""

    def __init__(self, show: Show) -> None:
        self.uid = show.uid
        self.fold = BoardFold(show.number)
        self.head: str | None = None
        self.broken = False

    @property
    def begun(self) -> bool:
        """False where not even the first entry could be shown: then the edition stands as before its show."""
        shown = all(board.messages for board in self.fold.boards.values())
        return shown and bool(self.fold.state.contenders)

    def contradicts(self, show: Show) -> bool:
        """True where the fold holds entries that the log does not: it was read from a transaction rolled back since."""
        seq = self.fold.state.seq
        return not self.broken and (
            seq > show.seq or (seq == show.seq and self.head not in {None, show.head})
        )

    def follow(self, show: Show) -> None:
        try:
            for entry in log.read(show.pk, after=self.fold.state.seq):
                self.fold.apply(entry)
        except BROKEN as error:
            if isinstance(error, OperationalError) and "decode" not in str(error):
                raise  # a database that is away says nothing about this log
            # Somebody changed the log by hand. The boards stand still at what was right; verify_show names the entry.
            logger.exception("board_stopped", show=str(show.uid), error=type(error).__name__)
            self.broken = True
        self.head = show.head if self.fold.state.seq == show.seq else None


class Boards:
    """Feeds by edition. May be used from any thread; a log is read forward once for all who wait for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[UUID, _Kept] = OrderedDict()

    def of_slug(self, slug: str, audience: Audience) -> Feed | None:
        """The feed of an edition's newest show, or of the one board there is before the first.

        None: there is no such edition, or the public asks and it is a draft.
        """
        if feeds := self.of_shows([slug]).get(slug):
            return feeds[audience]
        edition = Edition.objects.filter(slug=slug).first()
        if edition is None or (audience is Audience.PUBLIC and not edition.is_published):
            return None
        board = board_before_show(edition=edition.slug, title=edition.name, mode=edition.mode)
        return Feed(show=0, first=0, messages=[encode(board)], length=1)

    def of_show(self, show: Show, audience: Audience) -> Feed | None:
        """The feed of one show, even if its edition has played another since; None: its log begins with no show."""
        with self._lock:
            kept = self._follow(show)
            return _feeds(kept)[audience] if kept.begun else None

    def of_shows(self, slugs: Iterable[str]) -> dict[str, dict[Audience, Feed]]:
        """The feeds of those editions that have an opened show: one query where nothing is new."""
        with self._lock:
            # Read under the lock, so that the fold is never ahead of what is read here.
            shows = Show.objects.filter(edition_slug__in=list(slugs), seq__gt=0).order_by("number")
            newest = {show.edition_slug: show for show in shows}
            followed = {slug: self._follow(show) for slug, show in newest.items()}
            return {slug: _feeds(kept) for slug, kept in followed.items() if kept.begun}

    def _follow(self, show: Show) -> _Kept:
        kept = self._kept.get(show.uid)
        if kept is None or kept.contradicts(show):
            kept = self._kept[show.uid] = _Kept(show)
        if kept.fold.state.seq < show.seq and not kept.broken:
            kept.follow(show)
        self._kept.move_to_end(show.uid)
        while len(self._kept) > SHOWS_KEPT:
            self._kept.popitem(last=False)
        return kept


def _feeds(kept: _Kept) -> dict[Audience, Feed]:
    return {
        audience: Feed(show=boards.show, first=1, messages=boards.messages, length=len(boards.messages))
        for audience, boards in kept.fold.boards.items()
    }


boards = Boards()
