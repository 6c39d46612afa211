"""What became of contenders: written down by the organiser or the data steward, seen by nobody else."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules.contrib.views import objectgetter, permission_required

from battle.aftermath import actions
from battle.aftermath.forms import CorrectForm, ReasonForm, RecordForm, as_recorded, suggested_meanings
from battle.aftermath.queries import Aftermath, Followed, Recorded, aftermath_of
from battle.editions.forms import show_refusal
from battle.editions.models import Edition
from battle.problems import Refused
from scoring.past import Label

may_record = permission_required(
    "aftermath.record_outcomes",
    fn=objectgetter(Edition, attr_name="slug", field_name="slug"),
    raise_exception=True,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One contender on the page, with the form for what nobody has recorded of it yet."""

    contender: Followed
    form: RecordForm | None
    open: bool


@require_safe
@never_cache
@login_required
@may_record
def outcomes(request: HttpRequest, slug: str) -> HttpResponse:
    return _list_page(request, get_object_or_404(Edition, slug=slug))


@require_POST
@login_required
@may_record
def record(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    form = RecordForm(request.POST, prefix=key, meanings="meanings", labels=list(Label))
    if not form.is_valid():
        return _list_page(request, edition, key, form, status=422)
    user: Any = request.user
    try:
        actions.record_outcome(
            edition=edition,
            contender=key,
            label=Label(form.cleaned_data["label"]),
            known=form.known(),
            by=user,
            now=timezone.now(),
        )
    except Refused as refusal:
        show_refusal(form, refusal)
        return _list_page(request, edition, key, form, status=refusal.http_status)
    messages.success(request, _("Recorded."))
    return redirect("aftermath:outcomes", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@may_record
def outcome(request: HttpRequest, slug: str, key: str, label: str) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    _contender, recorded = _find(edition, key, label)
    if request.method != "POST":
        return _outcome_page(request, edition, key, label)
    form = CorrectForm(request.POST)
    if not form.is_valid():
        return _outcome_page(request, edition, key, label, form, status=422)
    user: Any = request.user
    try:
        actions.correct_outcome(
            edition=edition,
            contender=key,
            label=recorded.label,
            seen=form.cleaned_data["seen"],
            known=form.known(),
            reason=form.cleaned_data["reason"],
            by=user,
            now=timezone.now(),
        )
    except Refused as refusal:
        show_refusal(form, refusal)
        return _outcome_page(request, edition, key, label, form, status=refusal.http_status)
    messages.success(request, _("Changed. What was said before stays below."))
    return redirect("aftermath:outcome", slug=slug, key=key, label=label)


@require_POST
@login_required
@may_record
def withdraw(request: HttpRequest, slug: str, key: str, label: str) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    _contender, recorded = _find(edition, key, label)
    form = ReasonForm(request.POST, prefix="withdraw")
    if not form.is_valid():
        return _outcome_page(request, edition, key, label, withdrawing=form, status=422)
    user: Any = request.user
    try:
        actions.withdraw_outcome(
            edition=edition,
            contender=key,
            label=recorded.label,
            seen=form.cleaned_data["seen"],
            reason=form.cleaned_data["reason"],
            by=user,
            now=timezone.now(),
        )
    except Refused as refusal:
        show_refusal(form, refusal)
        return _outcome_page(request, edition, key, label, withdrawing=form, status=refusal.http_status)
    messages.success(request, _("Taken back. It counts no more, and stays to be read."))
    return redirect("aftermath:outcomes", slug=slug)


def _find(edition: Edition, key: str, label: str) -> tuple[Followed, Recorded]:
    aftermath = aftermath_of(edition)
    contender = aftermath.find(key) if aftermath else None
    recorded = next((each for each in contender.recorded if each.label == label), None) if contender else None
    if contender is None or recorded is None:
        raise Http404
    return contender, recorded


def _list_page(
    request: HttpRequest,
    edition: Edition,
    key: str = "",
    bound: RecordForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    aftermath = aftermath_of(edition)
    context = {
        "edition": edition,
        "aftermath": aftermath,
        "rows": [_row(each, bound if each.key == key else None) for each in aftermath.contenders]
        if aftermath
        else [],
        "refused": bound if _is_lost(aftermath, key) else None,
        "meanings": _meanings(aftermath),
    }
    return render(request, "aftermath/outcomes.html", context, status=status)


def _is_lost(aftermath: Aftermath | None, key: str) -> bool:
    """Whether a form was sent for somebody who is not on the page, so that no row can show what is wrong."""
    return bool(key) and (aftermath is None or aftermath.find(key) is None)


def _row(contender: Followed, bound: RecordForm | None) -> Row:
    labels = contender.open_labels
    if bound is not None:
        bound.offer([label for label in Label if label in labels or label == bound["label"].value()])
        return Row(contender, bound, True)
    return Row(contender, RecordForm(prefix=contender.key, labels=labels) if labels else None, False)


def _meanings(aftermath: Aftermath | None) -> dict[str, str]:
    """Sentences to choose from: those used for this show already, then those that shows have in common."""
    used = [each.newest.meaning for row in aftermath.contenders for each in row.recorded] if aftermath else []
    return {**{sentence: sentence for sentence in used}, **suggested_meanings()}


def _outcome_page(
    request: HttpRequest,
    edition: Edition,
    key: str,
    label: str,
    form: CorrectForm | None = None,
    withdrawing: ReasonForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Read anew after a refusal: what somebody else has said meanwhile stands above the form that is sent again."""
    contender, recorded = _find(edition, key, label)
    context = {
        "edition": edition,
        "contender": contender,
        "recorded": recorded,
        "history": list(reversed(recorded.versions)),
        "form": form or CorrectForm(initial=as_recorded(recorded.newest)),
        "withdrawing": withdrawing or ReasonForm(prefix="withdraw"),
        "meanings": suggested_meanings(),
    }
    return render(request, "aftermath/outcome.html", context, status=status)
