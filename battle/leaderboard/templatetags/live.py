"""The address of an edition's live stream, for the page that shows it."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.exceptions import PermissionDenied

from battle.editions.models import Edition
from battle.leaderboard.projection import Audience
from battle.leaderboard.tokens import sign

register = template.Library()

# What a person must be allowed to do to be given each private board.
RULES = {Audience.HOST: "stage.run_show"}


@register.simple_tag(takes_context=True)
def stream_url(context: dict[str, Any], edition: Edition, audience: str = "public") -> str:
    """The stream's address, with a signed token where the audience is not the public.

    Raises
    ------
    PermissionDenied : the person for whom the page is made may not see that board.
    """
    address = f"/live/{edition.slug}/stream"
    wanted = Audience(audience)
    if wanted is Audience.PUBLIC:
        return address
    if not context["request"].user.has_perm(RULES[wanted], edition):
        raise PermissionDenied
    return f"{address}?{urlencode({'token': sign(wanted, edition.slug)})}"
