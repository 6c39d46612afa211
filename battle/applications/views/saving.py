"""What the page sends by itself: one entry as it is left, and a file as it is chosen."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules.contrib.views import objectgetter, permission_required

from battle import documents
from battle.applications import actions
from battle.applications.entries import FILES, Entry, all_entries, needs, section_state, title_of, value_of
from battle.applications.forms import field_for
from battle.applications.models import Application
from battle.applications.telling import told_value
from battle.applications.views.who import own_application
from battle.files import as_download
from battle.problems import Refused

TYPES = {"deck": "application/pdf", "logo": "image/png"}


@require_POST
@never_cache
def save(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep one entry: {"field", "value", "revision"}. A value that cannot be right is said so and not kept."""
    application = own_application(request, slug)
    if application is None:
        return _not_yours(request)
    try:
        name, raw, revision = _read(request.body)
    except RequestDataTooBig:
        return _problem("invalid", _("This text is too long."), 422)
    except (ValueError, TypeError, RecursionError):  # a field that is a list, or brackets without end
        return _problem("unreadable", _("This request cannot be read"), 400)
    entry = all_entries()[name]
    # Where the entry stands, for a page that sends what another one left behind.
    place = {"section": title_of(entry.section), "where": _address(slug, entry)}
    field = field_for(entry, needed=needs(application, name))
    try:
        value = field.clean(raw)
        saved = actions.save_entries(
            application_id=application.pk,
            values={name: value},
            revisions={name: revision},
            now=timezone.now(),
        )
    except ValidationError as error:
        return _problem("invalid", " ".join(error.messages), 422, **place)
    except Refused as refusal:
        return _problem(refusal.code, refusal.message, refusal.http_status)
    if conflict := saved.conflicts.get(name):
        told = told_value(entry, conflict.theirs) or _("nothing")
        return _problem(
            "changed_elsewhere",
            _("This was changed in another window."),
            409,
            theirs=field.shown(conflict.theirs),
            told=told,
            revision=conflict.revision,
            **place,
        )
    return JsonResponse(
        {
            "field": name,
            "value": field.shown(value_of(saved.application, entry)),
            "revision": saved.application.revisions.get(name, 0),
            "progress": section_state(saved.application, entry.section).progress,
        }
    )


@csrf_exempt  # the token is looked for below, once the file is bounded: it may stand in the same body
@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@never_cache
def own_file(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The owner's deck or logo: as a download, replaced, or removed."""
    if kind not in FILES:
        raise Http404
    bounded = documents.Bounded(request, actions.MOST_BYTES)
    request.upload_handlers.insert(0, bounded)
    return _own_file(request, slug, kind, bounded)


@csrf_protect
def _own_file(request: HttpRequest, slug: str, kind: str, bounded: documents.Bounded) -> HttpResponseBase:
    application = own_application(request, slug)
    if application is None:
        return _not_yours(request)
    if request.method in {"GET", "HEAD"}:
        return _download(application, kind)
    now = timezone.now()
    try:
        if request.method == "DELETE":
            application = actions.detach_file(application_id=application.pk, kind=kind, now=now)
        else:
            upload = request.FILES.get(kind)
            if kind in bounded.overflowed:
                raise documents.too_large(actions.MOST_BYTES[kind], kind)
            if upload is None:
                raise Refused("no_file", _("Choose a file first."), field=kind, http_status=422)
            application = actions.attach_file(
                application_id=application.pk, kind=kind, upload=upload, now=now
            )
    except Refused as refusal:
        return _problem(refusal.code, refusal.message, refusal.http_status)
    file = getattr(application, kind)
    return JsonResponse(
        {
            "name": application.deck_name if kind == "deck" else "",
            "size": filesizeformat(file.size) if file else "",
            "there": bool(file),
        }
    )


@require_safe
@never_cache
@login_required
@permission_required(
    "applications.read_files",
    fn=objectgetter(Application, attr_name="key", field_name="key"),
    raise_exception=True,
)
def file_for_readers(request: HttpRequest, slug: str, key: str, kind: str) -> HttpResponseBase:
    """A deck or a logo for the organisers, and for whom else a rule lets have it."""
    found = get_object_or_404(Application.objects.select_related("edition"), edition__slug=slug, key=key)
    if kind not in FILES:
        raise Http404
    return _download(found, kind)


def _download(application: Application, kind: str) -> HttpResponseBase:
    file = getattr(application, kind)
    if not file or not file.storage.exists(file.name):
        raise Http404
    name = application.deck_name if kind == "deck" else "logo.png"
    return as_download(file, name or "deck.pdf", TYPES[kind])


def _address(slug: str, entry: Entry) -> str:
    return f"{reverse('application-section', args=[slug, entry.section])}#entry-{entry.name}"


def _read(body: bytes) -> tuple[str, Any, int]:
    sent = json.loads(body)
    if not isinstance(sent, dict) or sent.get("field") not in all_entries():
        raise ValueError("unknown field")
    revision, value = sent.get("revision"), sent.get("value")
    if not isinstance(value, str) or not isinstance(revision, int) or isinstance(revision, bool):
        raise ValueError("unknown shape")
    return sent["field"], value, revision


def _not_yours(request: HttpRequest) -> HttpResponse:
    """What a page still open says once its owner has signed out, or the draft was deleted in another window."""
    if not request.user.is_authenticated:
        return _problem(
            "signed_out", _("You were signed out. Sign in again in another tab, then go on here."), 401
        )
    return _problem("no_application", _("You have no application here."), 404)


def _problem(code: str, message: str, status: int, **more: Any) -> JsonResponse:
    return JsonResponse({"code": code, "message": message, **more}, status=status)
