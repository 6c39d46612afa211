"""Writes about clients: who they are, whether they are closed or held, and what the steward was told of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from battle.problems import Refused
from scoring.models import ApiClient, ApiQuery, JuryModel, StewardNote
from scoring.sharing import KEPT_DAYS

GREATEST_BUDGET = 10_000


def create_client(
    *,
    name: str,
    contact: str,
    box: str,
    jury: JuryModel | None,
    daily_budget: int,
    by: int | None,
    now: datetime,
) -> ApiClient:
    """Note somebody who is to use a jury by program. They can do so once a token is issued.

    Parameters
    ----------
    jury : the one model that is shared; None for whichever is champion.
    daily_budget : scores a day; of a black box.

    Raises
    ------
    Refused : ``name_taken``, ``budget_out_of_range`` or ``invalid``; `field` names the cause.
    """
    if not 1 <= daily_budget <= GREATEST_BUDGET:
        message = _("The budget must lie between 1 and %(most)s scores a day.") % {"most": GREATEST_BUDGET}
        raise Refused("budget_out_of_range", message, field="daily_budget", http_status=422)
    client = ApiClient(
        name=" ".join(name.split()),
        contact=contact,
        box=box,
        jury=jury,
        daily_budget=daily_budget,
        created_by=by,
        created_at=now,
    )
    try:
        client.clean_fields(exclude=["jury"])
    except ValidationError as problem:
        field, errors = next(iter(problem.error_dict.items()))
        raise Refused("invalid", errors[0].messages[0], field=field, http_status=422) from problem
    try:
        with transaction.atomic():
            client.save()
    except IntegrityError as error:
        message = _("There is a client of this name already.")
        raise Refused("name_taken", message, field="name") from error
    return client


def close_client(*, client: ApiClient, now: datetime) -> None:
    """Refuse every token of a client from now on; closing twice changes nothing."""
    ApiClient.objects.filter(pk=client.pk, closed_at=None).update(closed_at=now)


def reopen_client(*, client: ApiClient) -> None:
    """Let a client's tokens be used again, as far as they are not expired, revoked or replaced."""
    ApiClient.objects.filter(pk=client.pk).update(closed_at=None)


@transaction.atomic
def lift_hold(*, client: ApiClient, by: int | None, now: datetime) -> None:
    """End the hold of a client before its time. What it asked until now is no longer held against it.

    `held_until` becomes the moment of lifting and `held_for` empty, see `scoring.sharing.guard`.
    """
    lifted = ApiClient.objects.filter(pk=client.pk, held_until__gt=now).update(held_until=now, held_for="")
    if lifted:
        _seen(StewardNote.objects.filter(client=client, code="systematic_search"), by, now)


def hold_client(
    *,
    client: ApiClient,
    kind: str,
    seconds: int,
    now: datetime,
    evidence: Mapping[str, float] = MappingProxyType({}),
) -> None:
    """Refuse a client's queries for a while and tell the steward what they looked like, and on what evidence.

    A client that is held already stays so, no longer. The client's row is locked by who calls.
    """
    if client.held_until is not None and client.held_until > now:
        return
    client.held_until, client.held_for = now + timedelta(seconds=seconds), kind
    client.save(update_fields=["held_until", "held_for"])
    rounded = {name: round(value, 3) for name, value in evidence.items()}
    params = {"kind": kind, "until": client.held_until.isoformat(), "evidence": rounded}
    StewardNote.objects.create(at=now, code="systematic_search", params=params, client=client)


def tell_steward_once(*, client: ApiClient, code: str, params: dict[str, Any], now: datetime) -> None:
    """Write a note, unless the same one is waiting to be seen: a program that tries again fills no page."""
    waiting = StewardNote.objects.filter(client=client, code=code, params=params, seen_at=None)
    if waiting.exists():
        return
    with transaction.atomic():
        ApiClient.objects.select_for_update().get(pk=client.pk)
        if not waiting.exists():
            StewardNote.objects.create(at=now, code=code, params=params, client=client)


def see_notes(*, client: ApiClient, by: int | None, now: datetime) -> None:
    """Note who has seen what there was to tell of a client."""
    _seen(StewardNote.objects.filter(client=client), by, now)


def forget_old_queries(*, now: datetime) -> int:
    """Delete what clients asked more than `KEPT_DAYS` ago; how many rows that were."""
    old = ApiQuery.objects.filter(at__lt=now - timedelta(days=KEPT_DAYS))
    return old.delete()[0]


def _seen(notes: Any, by: int | None, now: datetime) -> None:
    notes.filter(seen_at=None).update(seen_at=now, seen_by=by)
