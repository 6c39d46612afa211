"""From a template of ours, or from an organiser's own words, to a letter's subject and body."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from battle.outbox.text import many_lines, one_line


def render(template: str, context: dict[str, Any], language: str) -> tuple[str, str]:
    """Subject and body of `<template>_subject.txt` and `<template>.txt` in a language.

    The templates switch autoescaping off: a mail is plain text. What people typed comes in as values and is never
    read as a template; line breaks in it end up as spaces in the subject.
    """
    with translation.override(language):
        subject = render_to_string(f"{template}_subject.txt", context)
        body = render_to_string(f"{template}.txt", context)
    return one_line(subject), many_lines(body)
