"""A new edition from an old one."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from battle.editions import actions
from battle.editions.forms import CloneForm, show_refusal
from battle.editions.models import Edition
from battle.editions.views.who import may_clone
from battle.problems import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@may_clone
def clone(request: HttpRequest, slug: str) -> HttpResponse:
    source = get_object_or_404(Edition, slug=slug)
    form = CloneForm(request.POST if request.method == "POST" else None, initial=_suggestion(source))
    if request.method == "POST" and form.is_valid():
        try:
            edition = actions.clone_edition(
                source=source,
                creator=request.user,  # type: ignore[arg-type]  # login_required
                name=form.cleaned_data["name"],
                slug=form.cleaned_data["slug"],
                show_date=form.cleaned_data["show_date"],
                with_team=form.cleaned_data["with_team"],
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The copy is a draft. Look it over, then publish it."))
            return redirect("organise:edit", slug=edition.slug)
    status = 422 if form.errors else 200
    return render(request, "editions/clone.html", {"edition": source, "form": form}, status=status)


def _suggestion(source: Edition) -> dict[str, object]:
    """The same weekday about a year later."""
    day = source.show_starts_at.astimezone(source.zone).date()
    return {"name": source.name, "show_date": date.fromordinal(day.toordinal() + 364)}
