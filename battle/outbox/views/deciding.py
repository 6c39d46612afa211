"""What an organiser does with letters: each an address of its own that a form is sent to."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from battle.outbox import actions
from battle.outbox.views.who import edition_of, letter_of, may_manage
from battle.problems import Refused

KEPT = ("state", "kind", "q", "page")


@require_POST
@login_required
@may_manage
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Release the chosen drafts."""
    return _with_chosen(request, slug, actions.release_chosen, _told_sending)


@require_POST
@login_required
@may_manage
def send_drafts(request: HttpRequest, slug: str) -> HttpResponse:
    """Release all drafts of a kind: those whose number the button stated."""
    edition = edition_of(request, slug)
    try:
        count = actions.release_drafts(
            edition_id=edition.pk,
            kind=request.POST.get("kind", ""),
            count=_number(request.POST.get("count")),
            newest=_number(request.POST.get("newest")),
            by=request.user.pk,
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _told_sending(count))
    return redirect("outbox:letters", slug=slug)


@require_POST
@login_required
@may_manage
def cancel(request: HttpRequest, slug: str) -> HttpResponse:
    return _with_chosen(request, slug, actions.cancel, _told_cancelled)


@require_POST
@login_required
@may_manage
def recall(request: HttpRequest, slug: str) -> HttpResponse:
    return _with_chosen(request, slug, actions.recall, _told_recalled)


@require_POST
@login_required
@may_manage
def retry(request: HttpRequest, slug: str) -> HttpResponse:
    return _with_chosen(request, slug, actions.retry, _told_sending)


@require_POST
@login_required
@may_manage
def retry_failed(request: HttpRequest, slug: str) -> HttpResponse:
    """Send again every letter of the edition that is known not to have arrived."""
    edition = edition_of(request, slug)
    count = actions.retry(edition_id=edition.pk, keys=None, by=request.user.pk, at=timezone.now())
    messages.success(request, _told_sending(count))
    return redirect("outbox:letters", slug=slug)


@require_POST
@login_required
@may_manage
def settle(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """End the doubt about a letter."""
    letter = letter_of(edition_of(request, slug), number)
    arrived = request.POST.get("arrived") == "1"
    try:
        actions.settle(letter=letter, arrived=arrived, by=request.user.pk, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The letter counts as sent.") if arrived else _told_sending(1))
    return redirect("outbox:letter", slug=slug, number=number)


def _with_chosen(
    request: HttpRequest, slug: str, action: Callable[..., int], told: Callable[[int], str]
) -> HttpResponse:
    edition = edition_of(request, slug)
    keys = [_number(key) for key in request.POST.getlist("keys")]
    if not keys:
        messages.error(request, _("Choose at least one letter in the table first."))
        return _back(request, slug)
    count = action(edition_id=edition.pk, keys=keys, by=request.user.pk, at=timezone.now())
    if count:
        messages.success(request, told(count))
    else:
        messages.warning(request, _("None of the chosen letters is in a state in which that can be done."))
    return _back(request, slug)


def _back(request: HttpRequest, slug: str) -> HttpResponse:
    """The letter, if it was done there, or the list as it was filtered."""
    if letter := _number(request.POST.get("letter")):
        return redirect("outbox:letter", slug=slug, number=letter)
    kept = {name: request.POST[name] for name in KEPT if request.POST.get(name)}
    address = reverse("outbox:letters", args=[slug])
    return redirect(f"{address}?{urlencode(kept)}" if kept else address)


def _number(typed: str | None) -> int:
    """A key or a count of ours; anything else is nothing."""
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 16 else 0


def _told_sending(count: int) -> str:
    told = ngettext("%(count)s letter is being sent.", "%(count)s letters are being sent.", count)
    return told % {"count": count}


def _told_cancelled(count: int) -> str:
    told = ngettext("%(count)s letter is cancelled.", "%(count)s letters are cancelled.", count)
    return told % {"count": count}


def _told_recalled(count: int) -> str:
    told = ngettext("%(count)s letter is a draft again.", "%(count)s letters are drafts again.", count)
    return told % {"count": count}
