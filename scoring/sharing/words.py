"""What the codes of sharing are called, in the reader's language."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from scoring.models import StewardNote


def search_words(kind: str) -> str:
    """What a systematic search looks like."""
    words = {
        "grid": _("they fill a grid of all combinations of some answers"),
        "sweep": _("they change one answer at a time and leave the others as they are"),
        "near_duplicates": _("they are a stream of almost the same startup"),
        "space_filling": _(
            "they spread over the combinations of answers, while those of startups go together"
        ),
        "membership": _(
            "they ask of startups, and of slight changes to them, as if to learn who was in the data"
        ),
    }
    return words.get(kind, _("they follow a pattern that no list of startups has"))


def note_words(note: StewardNote) -> str:
    """A note as a sentence."""
    if note.code == "token_replaced":
        words = _(
            "Somebody used the token %(token)s after it was replaced. It was refused. A copy of it is where it "
            "should not be, or a program was not changed to the new one."
        )
        return words % {"token": note.params.get("token", "")}
    if note.code == "systematic_search":
        until = datetime.fromisoformat(note.params["until"])
        words = _("Queries were paused until %(until)s UTC: %(why)s.")
        return words % {
            "until": date_format(until, "DATETIME_FORMAT"),
            "why": search_words(note.params.get("kind", "")),
        }
    return note.code
