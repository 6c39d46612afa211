"""Writes of sharing: tokens and predictions. Those about clients are in `scoring.sharing.clients`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from battle.problems import Refused
from scoring.core.problems import AnswerProblem, BadModelFile
from scoring.models import ApiClient, ApiQuery, ApiToken
from scoring.service.juries import ModelRef, NoJuryModel, load
from scoring.sharing.clients import (
    close_client,
    create_client,
    forget_old_queries,
    hold_client,
    lift_hold,
    reopen_client,
    see_notes,
    tell_steward_once,
)
from scoring.sharing.guard import BUDGET_SPENT, SYSTEMATIC_SEARCH, Verdict, judge_query
from scoring.sharing.queries import refused_today, shared_model
from scoring.sharing.tokens import LONGEST_LIFE, SCOPES, digest, find_token, lifetime, new_secret, token_state

if TYPE_CHECKING:
    from scoring.core.features import Sheets

__all__ = [
    "BadAnswers",
    "Issued",
    "Prediction",
    "TooManyQueries",
    "admit_token",
    "close_client",
    "create_client",
    "forget_old_queries",
    "issue_token",
    "lift_hold",
    "predict",
    "reopen_client",
    "require_model",
    "revoke_token",
    "rotate_token",
    "see_notes",
]

USE_IS_NOTED_EVERY = timedelta(minutes=1)
MOST_REFUSALS_KEPT = 1_000
"""A day and client: a program that does not stop asking fills no disk."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token with its secret, which is kept nowhere; it must be shown now or never."""

    token: ApiToken
    secret: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a black box tells: whole points, and which jury gave them."""

    score: int
    model: str


class BadAnswers(Exception):
    """Answers that cannot be taken, all that is wrong with them at once."""

    def __init__(self, problems: Sequence[AnswerProblem]) -> None:
        super().__init__(problems[0].detail)
        self.problems = problems


class TooManyQueries(Refused):
    """A query that the guard refuses; `retry_after` seconds later it may be asked again."""

    def __init__(self, code: str, message: str, retry_after: int) -> None:
        super().__init__(code, message, http_status=429)
        self.retry_after = retry_after


def issue_token(
    *,
    client: ApiClient,
    scopes: Sequence[str],
    days: int,
    by: int | None,
    now: datetime,
    form_key: str | None = None,
) -> Issued:
    """Make a token for a client and return its secret, which nobody can read again.

    Parameters
    ----------
    scopes : some of what `SCOPES` has for the client's box.
    days : until it expires, 1 to 365.
    form_key : of the form that asks; the same form asks once.

    Raises
    ------
    Refused : ``wrong_scope``, ``days_out_of_range``, ``client_closed`` or ``already_issued``.
    """
    if not scopes or not set(scopes) <= set(SCOPES[client.box]):
        raise Refused("wrong_scope", _("This client cannot have such a token."), field="scopes")
    if not 1 <= days <= LONGEST_LIFE:
        message = _("A token lives from 1 to %(most)s days.") % {"most": LONGEST_LIFE}
        raise Refused("days_out_of_range", message, field="days", http_status=422)
    try:
        with transaction.atomic():
            _open_client(client.pk)
            return _new_token(client, sorted(scopes), timedelta(days=days), by, now, form_key)
    except IntegrityError as error:  # the form was sent before
        message = _(
            "This form was sent before, and its token was issued then. The secret is shown once only: "
            "if you did not copy it, replace the token below."
        )
        raise Refused("already_issued", message) from error


@transaction.atomic
def rotate_token(*, token: ApiToken, by: int | None, now: datetime) -> Issued:
    """Put a new token in the place of an active one, which is refused from this moment on.

    The new one has the same scopes and lives as long as the old one was to live when it was issued.

    Raises
    ------
    Refused : ``token_not_active`` or ``client_closed``.
    """
    _open_client(token.client_id)
    old = ApiToken.objects.select_related("client").get(pk=token.pk)
    if token_state(old, now) != "active":
        message = _(
            "Only an active token can be replaced; this one was replaced, was revoked or has expired. "
            "If it was replaced just now and you did not copy the new secret, replace the new token."
        )
        raise Refused("token_not_active", message)
    issued = _new_token(old.client, old.scopes, lifetime(old), by, now, None)
    ApiToken.objects.filter(pk=old.pk).update(replaced_by=issued.token)
    return issued


@transaction.atomic
def revoke_token(*, token: ApiToken, now: datetime) -> None:
    """Refuse a token from now on; revoking twice changes nothing.

    Raises
    ------
    Refused : ``token_replaced``: somebody has put another in its place, which is still good.
    """
    ApiClient.objects.select_for_update().get(pk=token.client_id)
    old = ApiToken.objects.select_for_update().get(pk=token.pk)
    if old.replaced_by_id is not None:
        message = _("This token was replaced and is refused already. Revoke the new one that took its place.")
        raise Refused("token_replaced", message)
    if old.revoked_at is None:
        ApiToken.objects.filter(pk=old.pk).update(revoked_at=now)


def admit_token(*, secret: str, now: datetime) -> ApiToken:
    """The token behind a secret that may be used now, with its client. Notes its use.

    Raises
    ------
    Refused : ``token_unknown``, ``token_replaced``, ``token_revoked``, ``token_expired`` or ``client_closed``.
    """
    token = find_token(secret)
    if token is None:
        raise _unauthorised("token_unknown", _("There is no such token."))
    state = token_state(token, now)
    if state == "replaced":
        params = {"token": token.prefix}
        tell_steward_once(client=token.client, code="token_replaced", params=params, now=now)
        raise _unauthorised("token_replaced", _("This token was replaced by another; use that one."))
    if state == "revoked":
        raise _unauthorised("token_revoked", _("This token was revoked."))
    if state == "expired":
        raise _unauthorised("token_expired", _("This token has expired; ask for a new one."))
    if token.client.closed_at is not None:
        raise _unauthorised("client_closed", _("This client was closed by the data steward."))
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_IS_NOTED_EVERY)
    ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
    return token


def predict(*, client: ApiClient, answers: Mapping[str, Any], now: datetime) -> Prediction:
    """Score one set of answers for a black-box client, if the guard lets it pass. Served and refused are both recorded.

    Raises
    ------
    BadAnswers : nothing is recorded, nothing of the budget is spent.
    TooManyQueries : ``budget_spent`` or ``systematic_search``.
    Refused : ``no_model`` or ``client_closed``.
    """
    ref = require_model(client)
    sheet = _sheet(answers, ref)
    verdict = _judge_and_record(client, sheet, now)
    if verdict.code:
        raise TooManyQueries(verdict.code, _why(verdict), verdict.retry_after)
    points = float(load(ref).score_many(sheet[None])[0])
    return Prediction(math.floor(points + 0.5), ref.version)


def require_model(client: ApiClient) -> ModelRef:
    """The jury that a client gets, whose file can be read.

    Raises
    ------
    Refused : ``no_model``; nothing can be done by the client.
    """
    try:
        ref = shared_model(client)
        load(ref)
    except (NoJuryModel, BadModelFile) as problem:
        message = _("There is no jury model to be used at the moment.")
        raise Refused("no_model", message, http_status=503) from problem
    return ref


def _judge_and_record(client: ApiClient, sheet: Sheets, now: datetime) -> Verdict:
    """Two requests at once wait for each other at the client's row, so that both cannot have the last of a budget."""
    with transaction.atomic():
        locked = _open_client(client.pk)
        verdict = judge_query(client=locked, sheet=sheet, now=now)
        if not verdict.code or refused_today(locked, now) < MOST_REFUSALS_KEPT:
            ApiQuery.objects.create(client=locked, at=now, sheet=sheet.tobytes(), refused=verdict.code)
        if verdict.code == SYSTEMATIC_SEARCH:
            hold_client(
                client=locked,
                kind=verdict.kind,
                seconds=verdict.retry_after,
                evidence=verdict.evidence,
                now=now,
            )
    return verdict


def _why(verdict: Verdict) -> str:
    if verdict.code == BUDGET_SPENT:
        return _("The scores of today are used up; the next are there from midnight UTC.")
    return _(
        "These queries look like a systematic search of the jury, not like startups to be scored. "
        "Scores are paused for a while and the data steward has been told."
    )


def _sheet(answers: Mapping[str, Any], ref: ModelRef) -> Sheets:
    from scoring.core.answers import clean_answers
    from scoring.core.features import to_sheet
    from scoring.core.questionnaire import load as questionnaire

    asked = questionnaire(ref.questionnaire)
    problems: list[AnswerProblem] = []
    cleaned: dict[str, float] = {}
    for key, value in answers.items():
        try:
            cleaned |= clean_answers({key: value}, asked)
        except AnswerProblem as problem:
            problems.append(problem)
    if problems:
        raise BadAnswers(problems)
    return to_sheet(cleaned, asked)


def _new_token(
    client: ApiClient,
    scopes: Sequence[str],
    life: timedelta,
    by: int | None,
    now: datetime,
    form_key: str | None,
) -> Issued:
    prefix, secret = new_secret()
    token = ApiToken.objects.create(
        client=client,
        prefix=prefix,
        sha256=digest(secret),
        scopes=list(scopes),
        created_by=by,
        created_at=now,
        expires_at=now + life,
        form_key=form_key,
    )
    return Issued(token, secret)


def _open_client(pk: int) -> ApiClient:
    """The client, locked until the end of the transaction.

    Raises
    ------
    Refused : ``client_closed``.
    """
    client = ApiClient.objects.select_for_update().get(pk=pk)
    if client.closed_at is not None:
        raise Refused("client_closed", _("This client was closed by the data steward."))
    return client


def _unauthorised(code: str, message: str) -> Refused:
    return Refused(code, message, http_status=401)
