"""An organiser changes letters' words: of one draft, or of all drafts of a kind."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from battle.outbox import actions, queries
from battle.outbox.enums import State
from battle.outbox.forms import TextForm
from battle.outbox.models import Letter
from battle.outbox.rendering import PLACEHOLDERS
from battle.outbox.views.who import edition_of, letter_of, may_manage
from battle.problems import Refused

SHOWN = 3
"""As many recipients as a rewording is shown for before it is saved."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@may_manage
def change(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    edition = edition_of(request, slug)
    letter = letter_of(edition, number)
    if request.method != "POST":
        if letter.state != State.DRAFT or actions.has_secret(letter):
            return redirect("outbox:letter", slug=slug, number=number)
        start = {"subject": letter.subject, "body": letter.body, "seen": letter.fingerprint}
        return _change_page(request, edition, letter, TextForm(initial=start))
    form = TextForm(request.POST)
    if not form.is_valid():
        return _change_page(request, edition, letter, form, status=422)
    try:
        actions.change(
            letter=letter,
            seen=form.cleaned_data["seen"],
            by=request.user.pk,
            at=timezone.now(),
            **form.typed(),
        )
    except Refused as refusal:
        form.show_refusal(refusal)
        conflict = refusal.code == "changed_meanwhile"
        return _change_page(request, edition, letter, form, status=refusal.http_status, conflict=conflict)
    messages.success(request, _("The draft is saved."))
    return redirect("outbox:letter", slug=slug, number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@may_manage
def reword(request: HttpRequest, slug: str, kind: str, language: str) -> HttpResponse:
    edition = edition_of(request, slug)
    drafts = list(queries.drafts(edition.pk, kind, language)[: SHOWN + 1])
    if not drafts:
        raise Http404
    if request.method != "POST":
        subject, body = queries.as_template(drafts[0])
        return _reword_page(request, edition, drafts, TextForm(initial={"subject": subject, "body": body}))
    form = TextForm(request.POST)
    if not form.is_valid():
        return _reword_page(request, edition, drafts, form, status=422)
    try:
        if "save" not in request.POST:
            shown = _shown(drafts, form.typed())
            return _reword_page(request, edition, drafts, form, shown=shown)
        count = actions.reword(
            edition_id=edition.pk,
            kind=kind,
            language=language,
            by=request.user.pk,
            at=timezone.now(),
            **form.typed(),
        )
    except Refused as refusal:
        form.show_refusal(refusal)
        return _reword_page(request, edition, drafts, form, status=refusal.http_status)
    told = ngettext("%(count)s draft has the new words.", "%(count)s drafts have the new words.", count)
    messages.success(request, told % {"count": count})
    return redirect("outbox:letters", slug=slug)


def _shown(drafts: list[Letter], typed: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"to": letter.to, **actions.filled(letter, typed["subject"], typed["body"])}
        for letter in drafts[:SHOWN]
    ]


def _change_page(
    request: HttpRequest,
    edition: Any,
    letter: Letter,
    form: TextForm,
    *,
    status: int = 200,
    conflict: bool = False,
) -> HttpResponse:
    # What is saved now stands beside what was typed, where somebody else was faster; the next save begins from there.
    if conflict:
        form.data = {name: form.data[name] for name in form.data} | {"seen": letter.fingerprint}
    context = {"edition": edition, "letter": letter, "form": form, "conflict": conflict}
    return render(request, "outbox/change.html", context, status=status)


def _reword_page(
    request: HttpRequest,
    edition: Any,
    drafts: list[Letter],
    form: TextForm,
    *,
    shown: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    first = drafts[0]
    every = queries.drafts(edition.pk, first.kind, first.language)
    known = queries.placeholders_of(every.only("values"))
    context = {
        "edition": edition,
        "form": form,
        "shown": shown,
        "label": first.kind_label,
        "language": dict(settings.LANGUAGES).get(first.language, first.language),
        "count": every.count(),
        "placeholders": [(f"{{{name}}}", PLACEHOLDERS[name]) for name in known],
    }
    return render(request, "outbox/reword.html", context, status=status)
