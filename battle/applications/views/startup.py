"""The pages of a startup that applies: no account, a private link by mail."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from battle.applications import actions, queries
from battle.applications.answers import told_by_section, told_facts
from battle.applications.forms import ApplicationForm
from battle.applications.models import Application
from battle.editions.enums import CallState
from battle.editions.models import Edition
from battle.problems import Refused

RECEIPT = "applied"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    if request.method != "POST":
        return _apply_page(request, edition, ApplicationForm())
    form = ApplicationForm(request.POST)
    if not form.is_valid():
        return _apply_page(request, edition, form, status=422)
    email = form.cleaned_data["contact_email"]
    try:
        actions.submit_application(
            edition=edition,
            contact_email=email,
            entries=form.entries(),
            language=get_language() or "en",
            now=timezone.now(),
        )
    except Refused as refusal:
        return _apply_page(request, edition, form, refusal=refusal.message, status=refusal.http_status)
    request.session[RECEIPT] = {"edition": slug, "company": form.cleaned_data["company"], "email": email}
    return redirect("applied", slug=slug)


@require_safe
@never_cache
def applied(request: HttpRequest, slug: str) -> HttpResponse:
    """The receipt. It says the same whether the address had applied before: only the address's owner learns that."""
    edition = get_object_or_404(Edition, slug=slug)
    receipt = request.session.get(RECEIPT, {})
    if receipt.get("edition") != slug:
        return redirect("apply", slug=slug)
    return render(request, "applications/applied.html", {"edition": edition, "receipt": receipt})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def application(request: HttpRequest, slug: str, signed: str) -> HttpResponse:
    found = queries.application_behind(slug, signed)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _application_page(request, found, ApplicationForm(application=found))
    form = ApplicationForm(request.POST, application=found)
    if not form.is_valid():
        return _application_page(request, found, form, status=422)
    try:
        actions.change_application(
            application=found, entries=form.entries(), seen_at=form.seen_at(), now=timezone.now()
        )
    except Refused as refusal:
        return _application_page(request, found, form, refusal=refusal.message, status=refusal.http_status)
    messages.success(request, _("Your changes are saved."))
    return redirect(request.path)


def _apply_page(
    request: HttpRequest, edition: Edition, form: ApplicationForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """The form while the call is open, and whenever something was entered: that must never be lost."""
    call = edition.call_state(timezone.now())
    context = {
        "edition": edition,
        "form": form,
        "call_state": call,
        "is_open": call is CallState.OPEN,
        "shows_form": call is CallState.OPEN or form.is_bound,
        "refusal": refusal,
        "status": status,
    }
    return render(request, "applications/apply.html", context, status=status)


def _application_page(
    request: HttpRequest, found: Application, form: ApplicationForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    is_open = found.edition.call_state(timezone.now()) is CallState.OPEN
    context = {
        "edition": found.edition,
        "application": found,
        "form": form,
        "is_open": is_open,
        "shows_form": is_open or form.is_bound,
        "refusal": refusal,
        "questions": len(form.asked.questions),
        "sections": told_by_section(found.answers),
        "facts": told_facts(found.facts),
    }
    return render(request, "applications/application.html", context, status=status)
