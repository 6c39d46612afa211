"""The result of an edition, for its public page, and what comes after it, for its desk."""

from typing import Any

from django import template

from battle.aftermath.played import was_revealed
from battle.aftermath.queries import edition_result as find_result
from battle.aftermath.queries import winners as find_winners
from battle.editions.models import Edition
from battle.leaderboard.honesty import learned_from_invented

register = template.Library()


@register.inclusion_tag("aftermath/result.html")
def edition_result(edition: Edition) -> dict[str, Any]:
    """The final ranking with its winner; nothing before the reveal."""
    result = find_result(edition.slug)
    synthetic = result is not None and learned_from_invented(result.model)
    return {"edition": edition, "result": result, "synthetic": synthetic}


@register.simple_tag
def edition_winners(editions: list[Edition]) -> dict[str, str]:
    """Who won, by the short name of the edition; editions without a reveal are not in it."""
    return find_winners([edition.slug for edition in editions])


@register.filter
def winner_of(winners: dict[str, str], edition: Edition) -> str:
    return winners.get(edition.slug, "")


@register.inclusion_tag("aftermath/_outcomes_link.html")
def outcomes_link(edition: Edition) -> dict[str, Any]:
    """From the organiser's desk to what became of the contenders; nothing before the reveal, and for a demo."""
    return {"edition": edition, "revealed": was_revealed(edition)}
