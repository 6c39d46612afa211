"""Lists that sort and filter by their address."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The page's query string with these parameters changed; None takes one out."""
    asked = context["request"].GET.copy()
    # Where the focus was after the last move says nothing about the list.
    asked.pop("moved", None)
    for name, value in changes.items():
        asked.pop(name, None)
        if value is not None:
            asked[name] = value
    return str(asked.urlencode())


@register.simple_tag(takes_context=True)
def sort_heading(context: dict[str, Any], name: str, label: str) -> SafeString:
    """A column heading that sorts; a second click turns the order round."""
    current = context["sort"]
    state, mark, following = "none", "", name
    if current == name:
        state, mark, following = "ascending", "↑", f"-{name}"
    elif current == f"-{name}":
        state, mark = "descending", "↓"
    return format_html(
        '<th scope="col" aria-sort="{}"><a href="?{}">{} <span aria-hidden="true">{}</span></a></th>',
        state,
        query(context, sort=following, page=None),
        label,
        mark,
    )
