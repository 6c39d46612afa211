"""Which shows a jury judged: the answer to `scoring.shows`."""

from django.db.models import Exists, OuterRef

from battle.showlog.events import Opened, decode
from battle.showlog.models import Entry
from scoring.shows import JudgedShow


def shows_judged_by(version: str) -> list[JudgedShow]:
    """Every show whose log begins with the jury of this version, newest first."""
    revealed = Entry.objects.filter(show=OuterRef("show"), kind="revealed")
    opened = Entry.objects.filter(seq=1, kind="opened", payload__contains=version).select_related("show")
    found = []
    for entry in opened.annotate(over=Exists(revealed)).order_by("-at", "-pk"):
        event = decode(entry.kind, entry.payload)
        if isinstance(event, Opened) and event.model == version:
            show = entry.show
            found.append(JudgedShow(show.edition_slug, event.title, show.number, entry.at, entry.over))
    return found
