"""Sharing: clients outside, their tokens, what they asked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from battle.problems import Refused
from scoring.forms.sharing import ClientForm, TokenForm, show_refusal
from scoring.models import ApiClient, ApiToken
from scoring.sharing import KEPT_DAYS, actions, queries
from scoring.sharing.guard import SYSTEMATIC_SEARCH
from scoring.sharing.tokens import SCOPES
from scoring.sharing.words import note_words, search_words
from scoring.views.steward import steward_page


@require_safe
@steward_page
def sharing(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    clients = [(client, queries.client_state(client, now)) for client in queries.clients(now)]
    return render(request, "jury/sharing/list.html", {"clients": clients})


@require_http_methods(["GET", "HEAD", "POST"])
@steward_page
def new_client(request: HttpRequest) -> HttpResponse:
    form = ClientForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            client = actions.create_client(**form.cleaned_data, by=request.user.pk, now=timezone.now())
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The client is noted. Issue its first token below."))
            return redirect("jury:client", pk=client.pk)
    return render(request, "jury/sharing/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@steward_page
def client(request: HttpRequest, pk: int) -> HttpResponse:
    return _client_page(request, pk, TokenForm())


@require_http_methods(["GET", "HEAD", "POST"])
@steward_page
def issue_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers with the page itself: the secret is in this one response and nowhere else, no session and no address."""
    if request.method != "POST":
        return redirect("jury:client", pk=pk)
    shared_with = get_object_or_404(ApiClient, pk=pk)
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _client_page(request, pk, form, status=422)
    try:
        issued = actions.issue_token(
            client=shared_with,
            scopes=SCOPES[shared_with.box],
            days=form.cleaned_data["days"],
            by=request.user.pk,
            now=timezone.now(),
            form_key=str(form.cleaned_data["form_key"]),
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _client_page(request, pk, TokenForm(), status=refusal.http_status)
    return _client_page(request, pk, TokenForm(), issued=issued)


@require_http_methods(["GET", "HEAD", "POST"])
@steward_page
def rotate_token(request: HttpRequest, pk: int, token: int) -> HttpResponse:
    """Answers with the page itself, as `issue_token` does."""
    if request.method != "POST":
        return redirect("jury:client", pk=pk)
    old = get_object_or_404(ApiToken, pk=token, client_id=pk)
    try:
        issued = actions.rotate_token(token=old, by=request.user.pk, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _client_page(request, pk, TokenForm(), status=refusal.http_status)
    return _client_page(request, pk, TokenForm(), issued=issued)


@require_POST
@steward_page
def revoke_token(request: HttpRequest, pk: int, token: int) -> HttpResponse:
    found = get_object_or_404(ApiToken, pk=token, client_id=pk)
    try:
        actions.revoke_token(token=found, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _client_page(request, pk, TokenForm(), status=refusal.http_status)
    messages.success(request, _("%(token)s is refused from now on.") % {"token": found.prefix})
    return redirect("jury:client", pk=pk)


@require_POST
@steward_page
def close_client(request: HttpRequest, pk: int) -> HttpResponse:
    actions.close_client(client=get_object_or_404(ApiClient, pk=pk), now=timezone.now())
    messages.success(request, _("The client is closed; its tokens are refused."))
    return redirect("jury:client", pk=pk)


@require_POST
@steward_page
def reopen_client(request: HttpRequest, pk: int) -> HttpResponse:
    actions.reopen_client(client=get_object_or_404(ApiClient, pk=pk))
    messages.success(request, _("The client is open again."))
    return redirect("jury:client", pk=pk)


@require_POST
@steward_page
def lift_hold(request: HttpRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(ApiClient, pk=pk)
    actions.lift_hold(client=held, by=request.user.pk, now=timezone.now())
    messages.success(request, _("Scores are given again."))
    return redirect("jury:client", pk=pk)


@require_POST
@steward_page
def see_notes(request: HttpRequest, pk: int) -> HttpResponse:
    noted = get_object_or_404(ApiClient, pk=pk)
    actions.see_notes(client=noted, by=request.user.pk, now=timezone.now())
    return redirect("jury:client", pk=pk)


def _client_page(
    request: HttpRequest,
    pk: int,
    form: TokenForm,
    *,
    issued: actions.Issued | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    shown = get_object_or_404(queries.clients(now), pk=pk)
    state = queries.client_state(shown, now)
    # What pauses the client now stands above the notes already.
    notes = [note for note in queries.notes_of(shown) if state != "held" or note.code != SYSTEMATIC_SEARCH]
    black = "predict" in SCOPES[shown.box]
    route = "api:jury-predict" if black else "api:jury-model-file"
    context: dict[str, Any] = {
        "client": shown,
        "black": black,
        "state": state,
        "held_for": search_words(shown.held_for),
        "tokens": queries.tokens_of(shown, now),
        "notes": [(note, note_words(note)) for note in notes],
        "days": queries.days_of(shown, now) if black else [],
        "form": form,
        "issued": issued,
        "address": request.build_absolute_uri(reverse(route)),
        "kept_days": KEPT_DAYS,
    }
    return render(request, "jury/sharing/client.html", context, status=status)
