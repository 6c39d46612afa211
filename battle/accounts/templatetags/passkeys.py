"""What a browser needs to use a passkey, put where a script may read it without any code in the page."""

import json

from django import template

register = template.Library()


@register.filter
def as_json(value: object) -> str:
    """JSON for an attribute; the template escapes it."""
    return json.dumps(value)
