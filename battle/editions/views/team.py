"""Who may do what in one edition."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from battle.accounts.enums import Role
from battle.editions import actions, queries
from battle.editions.forms import RoleForm
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
def give_role(request: HttpRequest, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _team_page(request, edition, form, status=422)
    membership = actions.give_role(
        edition=edition, email=form.cleaned_data["email"], role=Role(form.cleaned_data["role"])
    )
    told = {"email": membership.user.email, "role": membership.get_role_display()}
    messages.success(request, _("%(email)s is in the team as: %(role)s.") % told)
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


def _team_page(request: HttpRequest, edition: Edition, form: RoleForm, *, status: int = 200) -> HttpResponse:
    context = {"edition": edition, "form": form, "team": queries.team_of(edition)}
    return render(request, "editions/team.html", context, status=status)
