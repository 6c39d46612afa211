"""The organiser makes and changes an edition."""

import zoneinfo
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from rules.contrib.views import permission_required

from battle.editions import actions
from battle.editions.forms import (
    EditionForm,
    PrizeFormSet,
    SponsorFormSet,
    initial_prizes,
    initial_sponsors,
    prize_lines,
    show_refusal,
    sponsor_lines,
)
from battle.editions.models import Edition
from battle.editions.views.who import may_manage
from battle.problems import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@permission_required("editions.create_edition", raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    form, prizes, sponsors = _bound_forms(request, None)
    if request.method == "POST" and _all_valid(form, prizes, sponsors):
        try:
            edition = actions.create_edition(
                creator=request.user,  # type: ignore[arg-type]  # login_required
                prizes=prize_lines(prizes),
                sponsors=sponsor_lines(sponsors),
                texts=form.chosen_texts(),
                **form.chosen(),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The draft is saved. Nobody but your team sees it yet."))
            return redirect("edition-publish", slug=edition.slug)
    return _form_page(request, None, form, prizes, sponsors)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@may_manage
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    form, prizes, sponsors = _bound_forms(request, edition)
    told = request.POST.get("seen", "")
    seen = int(told) if told.isdecimal() and len(told) < 10 else edition.revision
    if request.method == "POST" and _all_valid(form, prizes, sponsors):
        try:
            edition = actions.update_edition(
                edition=edition,
                prizes=prize_lines(prizes),
                sponsors=sponsor_lines(sponsors),
                texts=form.chosen_texts(),
                seen=seen,
                **form.chosen(),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
            if refusal.code == "changed_elsewhere":
                seen = Edition.objects.values_list("revision", flat=True).get(pk=edition.pk)
        else:
            messages.success(request, _("Saved."))
            return redirect("organise:desk" if edition.is_published else "edition-publish", slug=edition.slug)
    return _form_page(request, edition, form, prizes, sponsors, seen=seen)


def _bound_forms(request: HttpRequest, edition: Edition | None) -> tuple[EditionForm, Any, Any]:
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = EditionForm(data, instance=edition)
    prizes = PrizeFormSet(
        data,
        initial=initial_prizes(edition) if edition else [],
        prefix="prizes",
        form_kwargs={"languages": form.chosen_languages},
    )
    sponsors = SponsorFormSet(
        data, files, initial=initial_sponsors(edition) if edition else [], prefix="sponsors"
    )
    return form, prizes, sponsors


def _all_valid(*forms: Any) -> bool:
    """Every form is asked, so that all errors show at once."""
    valid = [form.is_valid() for form in forms]
    return all(valid)


def _form_page(
    request: HttpRequest,
    edition: Edition | None,
    form: EditionForm,
    prizes: Any,
    sponsors: Any,
    *,
    seen: int | None = None,
) -> HttpResponse:
    wrong = bool(form.errors or prizes.total_error_count() or sponsors.total_error_count())
    context = {
        "edition": edition,
        "form": form,
        "prizes": prizes,
        "sponsors": sponsors,
        "wrong": wrong,
        "seen": seen,
        "zones": sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone or zone == "UTC"),
    }
    return render(request, "editions/form.html", context, status=422 if wrong else 200)
