"""The result of an edition, for its public page."""

from typing import Any

from django import template

from battle.aftermath.queries import edition_result as find_result
from battle.editions.models import Edition

register = template.Library()


@register.inclusion_tag("aftermath/result.html")
def edition_result(edition: Edition) -> dict[str, Any]:
    """The final ranking with its winner; nothing before the reveal."""
    return {"edition": edition, "result": find_result(edition.slug)}
