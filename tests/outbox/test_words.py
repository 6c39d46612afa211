"""Placeholders: a fixed list, filled in once, and nothing that people typed is ever read as more than words."""

import pytest

from battle.outbox.rendering import PLACEHOLDERS, check, fill, render
from battle.problems import Refused


def test_values_are_filled_in_once_and_never_read_again():
    hostile = {"company": "{name} {{ x }} {% load y %} {x.__class__} %s \\1", "name": "Uma"}

    assert fill("Hi {name} of {company}, 3 % { off", hostile) == f"Hi Uma of {hostile['company']}, 3 % {{ off"


@pytest.mark.parametrize(
    "typed", ["{Company}", "{ company }", "{{company}}", "{company!r}", "{company.x}", "{0}", "{}", "{%if%}"]
)
def test_anything_else_in_braces_is_refused_with_the_list_of_what_is_known(typed):
    with pytest.raises(Refused) as refused:
        check(f"Hi {typed}", field="subject")

    assert (refused.value.code, refused.value.field, refused.value.http_status) == (
        "unknown_placeholder",
        "subject",
        422,
    )
    assert typed in refused.value.message
    assert all(f"{{{name}}}" in refused.value.message for name in PLACEHOLDERS)


def test_a_known_placeholder_without_a_value_is_refused_too():
    with pytest.raises(Refused, match=r"\{strengths\}.*\{name\}"):
        fill("{strengths}", {"name": "Uma"})


def test_a_template_of_ours_is_rendered_in_the_readers_language_with_a_subject_of_one_line(
    settings, tmp_path
):
    (tmp_path / "greeting_subject.txt").write_text(
        "{% load i18n %}{% autoescape off %}{% translate 'Big screen' %} {{ who }}\n{% endautoescape %}"
    )
    (tmp_path / "greeting.txt").write_text("{% autoescape off %}\n{{ who }}\n\n\n{% endautoescape %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    who = "Uma & Co\r\nBcc: x@example.org {{ y }}"

    assert render("greeting", {"who": who}, "es") == (
        "Pantalla grande Uma & Co Bcc: x@example.org {{ y }}",
        "Uma & Co\nBcc: x@example.org {{ y }}\n",
    )
