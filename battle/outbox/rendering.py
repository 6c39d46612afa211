"""From a template of ours, or from an organiser's own words, to a letter's subject and body."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from battle.outbox.text import many_lines, one_line
from battle.problems import Refused

PLACEHOLDERS = {
    "company": gettext_lazy("name of the startup"),
    "name": gettext_lazy("name of the contact person"),
    "battle": gettext_lazy("name of the battle"),
    "city": gettext_lazy("city of the battle"),
    "venue": gettext_lazy("venue of the show"),
    "show": gettext_lazy("when the show starts"),
    "deadline": gettext_lazy("until when an answer is wanted"),
    "link": gettext_lazy("address of the page to answer on"),
    "strengths": gettext_lazy("what was strong in the application"),
}
"""Everything that an organiser's own text may leave to be filled in, and what it stands for."""

# Braces in any number, so that {{ company }} is told as what it is not instead of sent as {Umbra}.
_BRACES = re.compile(r"\{+([^{}]*)\}+")


def render(template: str, context: dict[str, Any], language: str) -> tuple[str, str]:
    """Subject and body of `<template>_subject.txt` and `<template>.txt` in a language.

    The templates switch autoescaping off: a mail is plain text. What people typed comes in as values and is never
    read as a template; line breaks in it end up as spaces in the subject.
    """
    with translation.override(language):
        subject = render_to_string(f"{template}_subject.txt", context)
        body = render_to_string(f"{template}.txt", context)
    return one_line(subject), many_lines(body)


def fill(text: str, values: Mapping[str, str], *, field: str = "body") -> str:
    """The organiser's text with each `{company}` replaced by its value, in one go: nothing in a value is read again.

    Raises
    ------
    Refused : ``unknown_placeholder`` at `field`, for braces around anything that has no value here.
    """
    check(text, values, field=field)
    return _BRACES.sub(lambda found: str(values[found[1]]), text)


def check(text: str, known: Collection[str] = tuple(PLACEHOLDERS), *, field: str = "body") -> None:
    """Refuse a text with braces around anything but the known names, with the list of those.

    Raises
    ------
    Refused : ``unknown_placeholder`` at `field`.
    """
    unknown = [
        found[0] for found in _BRACES.finditer(text) if found[0] != f"{{{found[1]}}}" or found[1] not in known
    ]
    if unknown:
        names = ", ".join(f"{{{name}}}" for name in known)
        message = _("“%(typed)s” is not filled in. What can be filled in: %(names)s.")
        told = message % {"typed": unknown[0][:60], "names": names}
        raise Refused("unknown_placeholder", told, field=field, http_status=422)
