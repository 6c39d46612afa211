"""Who may do what in one edition, and who was asked to join."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from battle.accounts import actions as people
from battle.accounts.enums import Role
from battle.accounts.models import Invitation
from battle.accounts.queries import open_invitations
from battle.editions import actions, queries
from battle.editions.forms import RoleForm, show_refusal
from battle.editions.models import Edition
from battle.editions.views.who import may_manage
from battle.problems import Refused


@require_GET
@never_cache
@login_required
@may_manage
def team(request: HttpRequest, slug: str) -> HttpResponse:
    return _team_page(request, get_object_or_404(Edition, slug=slug), RoleForm(initial={"role": Role.HOST}))


@require_POST
@login_required
@may_manage
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    user: Any = request.user
    edition = get_object_or_404(Edition, slug=slug)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _team_page(request, edition, form, status=422)
    email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
    try:
        _count(request, edition, email)
        invitation = people.invite(
            edition=edition, email=email, role=role, invited_by=user, at=timezone.now()
        )
    except Refused as refusal:
        show_refusal(form, refusal)
        return _team_page(request, edition, form, status=refusal.http_status)
    if invitation is None:
        told = {"email": email.lower(), "role": role.label}
        messages.info(request, _("%(email)s is in the team already as: %(role)s.") % told)
    else:
        _tell_sent(request, invitation)
    return redirect("organise:team", slug=slug)


@require_POST
@login_required
@may_manage
def send_again(request: HttpRequest, slug: str, invitation: int) -> HttpResponse:
    user: Any = request.user
    edition = get_object_or_404(Edition, slug=slug)
    waiting = open_invitations(edition.pk).filter(pk=invitation).first()
    try:
        if waiting is not None:
            _count(request, edition, waiting.email)
        sent = people.send_again(
            edition=edition, invitation_id=invitation, invited_by=user, at=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        if sent is not None:
            _tell_sent(request, sent)
    return redirect("organise:team", slug=slug)


@require_POST
@login_required
@may_manage
def revoke(request: HttpRequest, slug: str, invitation: int) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    ended = people.revoke(edition=edition, invitation_id=invitation, at=timezone.now())
    if ended is not None:
        messages.success(request, _("The invitation of %(email)s has ended.") % {"email": ended.email})
    return redirect("organise:team", slug=slug)


@require_POST
@login_required
@may_manage
def take_role(request: HttpRequest, slug: str, membership: int) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    try:
        actions.take_role(edition=edition, membership_id=membership)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("organise:team", slug=slug)


def _count(request: HttpRequest, edition: Edition, email: str) -> None:
    """Nobody's mailbox is filled from here: letters are counted by who sends them and by where they go."""
    where = f"{edition.pk}:{email.lower()}"
    if not ratelimit.consume(request, action="invite", key=where, user=request.user):
        raise Refused(
            "too_many_invitations",
            _("Too many invitations in the last hour. Please wait before you send more."),
            http_status=429,
        )


def _tell_sent(request: HttpRequest, invitation: Invitation) -> None:
    told = {"email": invitation.email}
    messages.success(
        request, _("An invitation to %(email)s is on its way. The role is given once it is accepted.") % told
    )


def _team_page(request: HttpRequest, edition: Edition, form: RoleForm, *, status: int = 200) -> HttpResponse:
    context = {
        "edition": edition,
        "form": form,
        "team": queries.team_of(edition),
        "invitations": open_invitations(edition.pk),
        "now": timezone.now(),
    }
    return render(request, "editions/team.html", context, status=status)
