"""Compiling the message catalogs without GNU gettext, which a fresh machine does not have."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings


def compile_catalogs() -> list[Path]:
    """Compile each catalog whose source is newer, and return those that were."""
    compiled = []
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            with source.open("rb") as file:
                catalog = read_po(file, locale=source.parent.parent.name)
            fresh = target.with_suffix(".new")
            with fresh.open("wb") as file:
                write_mo(file, catalog)
            fresh.replace(target)
            compiled.append(target)
    return compiled
