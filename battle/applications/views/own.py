"""The pages of an application for its owner: task list, sections, answers to check, submit, withdraw."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules.contrib.views import permission_required

from battle import documents
from battle.applications import actions, calls, queries
from battle.applications.entries import FILES, JURY_SECTIONS, SECTIONS, states_of, title_of
from battle.applications.enums import UNDECIDED, Progress, State
from battle.applications.forms import SectionForm
from battle.applications.models import Application
from battle.applications.telling import standing_of, told_sections
from battle.applications.views.who import of_owner
from battle.problems import Refused


@require_safe
@never_cache
@login_required
@permission_required("applications.see_own", raise_exception=True)
def mine(request: HttpRequest) -> HttpResponse:
    """Every application of who asks, with its state in plain words."""
    now = timezone.now()
    found: Any = queries.of_contact(request.user)
    own = [
        (each, standing_of(each, now), calls.closes_at(each), calls.may_be_changed(each, now))
        for each in found
    ]
    return render(request, "applications/mine.html", {"own": own})


@require_safe
@never_cache
@of_owner
def overview(request: HttpRequest, application: Application) -> HttpResponse:
    """The task list."""
    states = states_of(application)
    context = {
        **_about(application),
        "sections": states,
        "complete": sum(state.progress == Progress.COMPLETE for state in states),
        "may_withdraw": application.state in {State.DRAFT, *UNDECIDED},
        "may_take_up": application.state == State.WITHDRAWN and calls.is_open(application, timezone.now()),
    }
    return render(request, "applications/overview.html", context)


@csrf_exempt  # the token is looked for below, once the files are bounded: it stands in the same body
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def section(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """One section as an ordinary form; in a browser with scripts each entry is also saved as it is left."""
    bounded = documents.Bounded(request, actions.MOST_BYTES)
    request.upload_handlers.insert(0, bounded)
    return _section(request, slug, section=section, bounded=bounded)


@csrf_protect
@of_owner
def _section(
    request: HttpRequest, application: Application, section: str, bounded: documents.Bounded
) -> HttpResponse:
    if section not in SECTIONS:
        raise Http404
    if request.method != "POST":
        return _section_page(request, application, section, SectionForm(application, section))
    form = SectionForm(application, section, request.POST)
    values, now = form.right(), timezone.now()
    try:
        saved = actions.save_entries(
            application_id=application.pk, values=values, revisions=form.revisions(), now=now
        )
    except Refused as refusal:
        return _section_page(request, application, section, form, refusal=refusal)
    form.tell(saved.application, saved.conflicts)
    wrong = _take_files(request, saved.application, section, bounded)
    if form.errors or wrong:
        status = 409 if saved.conflicts else 422
        return _section_page(request, saved.application, section, form, wrong=wrong, status=status)
    following = _next(section)
    return (
        redirect("application-section", slug=application.edition.slug, section=following)
        if following
        else redirect("application-check", slug=application.edition.slug)
    )


@require_safe
@never_cache
@of_owner
def check(request: HttpRequest, application: Application) -> HttpResponse:
    """Every answer once more, with a link to change it."""
    return _check_page(request, application)


@require_POST
@of_owner
def submit(request: HttpRequest, application: Application) -> HttpResponse:
    now, language = timezone.now(), get_language() or "en"
    try:
        actions.hand_in(application_id=application.pk, language=language, now=now)
    except Refused as refusal:
        return _check_page(request, application, refusal=refusal)
    told = _("Your application is with the organisers. A receipt is on its way to %(email)s.")
    messages.success(request, told % {"email": application.contact_email})
    return redirect("application", slug=application.edition.slug)


@require_POST
@of_owner
def withdraw(request: HttpRequest, application: Application) -> HttpResponse:
    slug = application.edition.slug
    try:
        left = actions.take_back(application_id=application.pk, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("application", slug=slug)
    if left is None:
        messages.success(request, _("Your draft is deleted."))
        return redirect("apply", slug=slug)
    messages.success(request, _("Your application is withdrawn."))
    return redirect("application", slug=slug)


@require_POST
@of_owner
def take_up(request: HttpRequest, application: Application) -> HttpResponse:
    try:
        actions.take_up(application_id=application.pk, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Your application is with the organisers again."))
    return redirect("application", slug=application.edition.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def old_link(request: HttpRequest, slug: str, signed: str) -> HttpResponse:
    """The private link in mails of earlier versions. It opens nothing any more and leads its holder to sign in."""
    return redirect("application", slug=slug)


def _take_files(
    request: HttpRequest, application: Application, section: str, bounded: documents.Bounded
) -> dict[str, str]:
    """Keep or remove the section's file; what is wrong with it, by its name."""
    wrong = {}
    for kind in (kind for kind, where in FILES.items() if where == section):
        try:
            if kind in bounded.overflowed:
                raise documents.too_large(actions.MOST_BYTES[kind], kind)
            if upload := request.FILES.get(kind):
                actions.attach_file(
                    application_id=application.pk, kind=kind, upload=upload, now=timezone.now()
                )
            elif f"{kind}-remove" in request.POST:
                actions.detach_file(application_id=application.pk, kind=kind, now=timezone.now())
            else:
                continue
            # A page that comes back for another reason shows what is there now.
            application.refresh_from_db(fields=["deck", "deck_name", "logo"])
        except Refused as refusal:
            wrong[kind] = refusal.message
    return wrong


def _about(application: Application) -> dict[str, Any]:
    now = timezone.now()
    return {
        "application": application,
        "edition": application.edition,
        "standing": standing_of(application, now),
        "closes_at": calls.closes_at(application),
        "is_open": calls.is_open(application, now),
        "may_change": calls.may_be_changed(application, now),
        "is_draft": application.state == State.DRAFT,
    }


def _about_file(application: Application, kind: str, wrong: dict[str, str]) -> dict[str, Any]:
    return {
        "kind": kind,
        "file": getattr(application, kind),
        "most": actions.MOST_BYTES[kind],
        "wrong": wrong.get(kind, ""),
    }


def _next(section: str) -> str:
    place = SECTIONS.index(section) + 1
    return SECTIONS[place] if place < len(SECTIONS) else ""


def _section_page(
    request: HttpRequest,
    application: Application,
    section: str,
    form: SectionForm,
    *,
    refusal: Refused | None = None,
    wrong: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    place = SECTIONS.index(section)
    following = _next(section)
    context = {
        **_about(application),
        "section": section,
        "title": title_of(section),
        "place": place + 1,
        "places": len(SECTIONS),
        "before": SECTIONS[place - 1] if place else "",
        "following": following,
        "form": form,
        "rows": list(form.rows()),
        "files": [_about_file(application, kind, wrong or {}) for kind in FILES if FILES[kind] == section],
        "wrong": wrong,
        "jury_sections": JURY_SECTIONS,
        "refusal": refusal,
    }
    return render(
        request, "applications/section.html", context, status=refusal.http_status if refusal else status
    )


def _check_page(
    request: HttpRequest, application: Application, *, refusal: Refused | None = None
) -> HttpResponse:
    sections = told_sections(application)
    context = {
        **_about(application),
        "sections": sections,
        "missing": [(told, row) for told in sections for row in told.rows if row.missing],
        "refusal": refusal,
    }
    return render(request, "applications/check.html", context, status=refusal.http_status if refusal else 200)
