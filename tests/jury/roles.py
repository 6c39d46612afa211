"""Who may: the same question to every page of the model room, by each role and by nobody.

Each part of the room lists its routes in its own `test_roles.py` as `PAGES` and `API`; `test_every_route.py` sees to
it that none is missing.
"""

from typing import Any

from django.test import Client
from django.urls import reverse

ROLES = ["organiser", "host", "reviewer", "applicant", "nobody", "steward"]
"""The steward, who may change something, comes last."""


def steward_only(status: int = 200) -> dict[str, int]:
    """A page of the room: a data steward gets `status`, others are refused, nobody is asked to sign in."""
    return {**dict.fromkeys(ROLES, 403), "nobody": 302, "steward": status}


def answers(
    client: Client, people: dict[str, Any], method: str, route: str, args: list[Any], data: Any = None
) -> dict[str, int]:
    """What each role is answered by a route, as status codes."""
    told = {}
    for role in ROLES:
        client.logout()
        if role in people:
            client.force_login(people[role])
        told[role] = getattr(client, method)(reverse(route, args=args), data or {}).status_code
    return told
