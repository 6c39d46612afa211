"""Reads of sharing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, IntegerField, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncDate

from scoring.models import ApiClient, ApiQuery, ApiToken, StewardNote
from scoring.service.juries import ModelRef, champion, model_ref
from scoring.sharing.guard import BUDGET_SPENT, SYSTEMATIC_SEARCH, midnight
from scoring.sharing.tokens import token_state

DAYS_SHOWN = 14


@dataclass(frozen=True, slots=True)
class ToldToken:
    """A token with the state that it is in now."""

    token: ApiToken
    state: str


@dataclass(frozen=True, slots=True)
class Day:
    """How many queries of a client were served and refused on one day, UTC."""

    day: date
    served: int
    budget_spent: int
    systematic_search: int


def shared_model(client: ApiClient) -> ModelRef:
    """The jury that a client gets: its pinned one, or whichever is champion now.

    Raises
    ------
    NoJuryModel : there is no champion.
    """
    pinned = client.jury_id
    if pinned is None:
        return champion()
    version = ApiClient.objects.values_list("jury__version", flat=True).get(pk=client.pk)
    return model_ref(str(version))


def clients(now: datetime) -> Any:
    """All clients with `used_today`, `last_used_at`, `unseen` notes and the version they get as `pinned`."""
    served = ApiQuery.objects.filter(client=OuterRef("pk"), refused="", at__gte=midnight(now))
    unseen = StewardNote.objects.filter(client=OuterRef("pk"), seen_at=None)
    return (
        ApiClient.objects.select_related("jury")
        .defer("jury__file")
        .annotate(
            used_today=_count_of(served), unseen=_count_of(unseen), last_used_at=Max("tokens__last_used_at")
        )
    )


def _count_of(rows: Any) -> Coalesce:
    """Counted beside the client and not joined to it, so that the rows of one kind do not multiply the other's."""
    counted = rows.order_by().values("client").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def client_state(client: ApiClient, now: datetime) -> str:
    """ "closed", "held" or "open"."""
    if client.closed_at is not None:
        return "closed"
    return "held" if client.held_until is not None and client.held_until > now else "open"


def refused_today(client: ApiClient, now: datetime) -> int:
    """How many queries of the client were refused and recorded since midnight UTC."""
    return ApiQuery.objects.filter(client=client, at__gte=midnight(now)).exclude(refused="").count()


def tokens_of(client: ApiClient, now: datetime) -> list[ToldToken]:
    """All tokens of a client, newest first."""
    return [ToldToken(token, token_state(token, now)) for token in client.tokens.all()]


def notes_of(client: ApiClient) -> Sequence[StewardNote]:
    """What a steward has not seen yet about a client, newest first."""
    return list(client.notes.filter(seen_at=None))


def days_of(client: ApiClient, now: datetime) -> list[Day]:
    """The days of the last two weeks on which a client asked something, newest first."""
    since = midnight(now) - timedelta(days=DAYS_SHOWN - 1)
    counted = (
        ApiQuery.objects.filter(client=client, at__gte=since)
        .annotate(day=TruncDate("at"))
        .order_by("-day")
        .values("day")
        .annotate(
            served=Count("pk", filter=Q(refused="")),
            budget_spent=Count("pk", filter=Q(refused=BUDGET_SPENT)),
            systematic_search=Count("pk", filter=Q(refused=SYSTEMATIC_SEARCH)),
        )
    )
    return [Day(**row) for row in counted]
