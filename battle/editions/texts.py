"""The texts that stand once per language: their fields, what is written in which language, and what is missing."""

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from battle.editions.models import Edition

TEXTS = ("tagline", "about", "jury_text", "privacy_notice")
# A jury text is the organiser's to add: the page itself tells how a battle is scored.
REQUIRED_TEXTS = ("tagline", "about", "privacy_notice")
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
LANGUAGE_NAMES = dict(settings.LANGUAGES)


def text_field(name: str, language: str) -> str:
    """The field that holds a text in a language: ``about_pt_br``."""
    return str(build_localized_fieldname(name, language))


TEXT_FIELDS = tuple(text_field(name, language) for language in LANGUAGES for name in TEXTS)


def text_in(thing: Model, name: str, language: str) -> str:
    """What stands in that language itself, without falling back to another."""
    return getattr(thing, text_field(name, language)) or ""


def text_names() -> dict[str, str]:
    """What the reader calls each text."""
    return {
        "tagline": _("tagline"),
        "about": _("about the battle"),
        "jury_text": _("about the jury"),
        "privacy_notice": _("privacy notice"),
        "prizes": _("prizes"),
    }


def missing_texts(edition: Edition, language: str) -> list[str]:
    """Which texts a reader of that language would find in another or not at all."""
    wanted = list(REQUIRED_TEXTS)
    if any(text_in(edition, "jury_text", other) for other in LANGUAGES):
        wanted.insert(2, "jury_text")
    missing = [name for name in wanted if not text_in(edition, name, language).strip()]
    if any(not text_in(prize, "text", language).strip() for prize in edition.prizes.all()):
        missing.append("prizes")
    return missing


def has_privacy_notice(edition: Edition) -> bool:
    """Whether applicants find a privacy notice in one of the battle's languages."""
    return any(text_in(edition, "privacy_notice", language).strip() for language in edition.languages)
