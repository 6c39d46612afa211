"""What an edition still lacks before it is published, point by point."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from battle.editions.models import Edition
from battle.editions.texts import LANGUAGE_NAMES, has_privacy_notice, missing_texts, text_names


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to have before publishing; `required` ones must be done, the others are advice."""

    name: str
    done: bool
    required: bool
    sentence: str


def readiness(edition: Edition, now: datetime) -> list[Point]:
    """Whether an edition can be published, in the reader's language."""
    return [
        _dates_in_order(edition),
        _venue(edition),
        _privacy(edition),
        _one_language(edition),
        _call_to_come(edition, now),
        _other_languages(edition),
        _retention(edition),
    ]


def is_ready(points: list[Point]) -> bool:
    return all(point.done or not point.required for point in points)


def _dates_in_order(edition: Edition) -> Point:
    done = edition.call_opens_at < edition.call_closes_at <= edition.show_starts_at
    yes, no = _("The dates are in order."), _("The call must open, then close, then the show starts.")
    return Point("dates", done, True, yes if done else no)


def _venue(edition: Edition) -> Point:
    done = bool(edition.venue.strip() and edition.city.strip())
    return Point("venue", done, True, _("The venue is named.") if done else _("Name the venue and its city."))


def _privacy(edition: Edition) -> Point:
    done = has_privacy_notice(edition)
    yes = _("There is a privacy notice.")
    no = _("Write a privacy notice: who reads the applications, why, and how long they are kept.")
    return Point("privacy", done, True, yes if done else no)


def _one_language(edition: Edition) -> Point:
    whole = [code for code in edition.languages if not missing_texts(edition, code)]
    if whole:
        names = get_text_list([LANGUAGE_NAMES[code] for code in whole], _("and"))
        return Point("language", True, True, _("Complete in: %(languages)s.") % {"languages": names})
    best = min(edition.languages, key=lambda code: len(missing_texts(edition, code)))
    told = {"language": LANGUAGE_NAMES[best], "missing": told_missing(edition, best)}
    return Point(
        "language", False, True, _("No language is complete. %(language)s still lacks: %(missing)s.") % told
    )


def _call_to_come(edition: Edition, now: datetime) -> Point:
    done = now < edition.call_closes_at
    yes, no = (
        _("The call has not closed yet."),
        _("The call has closed already: nobody will be able to apply."),
    )
    return Point("call", done, False, yes if done else no)


def _other_languages(edition: Edition) -> Point:
    lacking = [code for code in edition.languages if missing_texts(edition, code)]
    if not lacking:
        return Point("languages", True, False, _("Every language of the battle is complete."))
    told = "; ".join(f"{LANGUAGE_NAMES[code]}: {told_missing(edition, code)}" for code in lacking)
    sentence = _("Readers will see another language where texts are missing (%(missing)s).")
    return Point("languages", False, False, sentence % {"missing": told})


def _retention(edition: Edition) -> Point:
    done = edition.retention_until is not None
    yes = _("It is set until when personal data is kept.")
    no = _("Set until when personal data is kept; without a date nothing is ever made anonymous.")
    return Point("retention", done, False, yes if done else no)


def told_missing(edition: Edition, language: str) -> str:
    names = text_names()
    return ", ".join(names[name] for name in missing_texts(edition, language))
