"""The organiser's page of late codes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from rules.contrib.views import objectgetter, permission_required

from battle.applications import actions, queries
from battle.applications.forms import LateCodeForm
from battle.editions.models import Edition

may_manage_codes = permission_required(
    "applications.manage_late_codes",
    fn=objectgetter(Edition, attr_name="slug", field_name="slug"),
    raise_exception=True,
)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@may_manage_codes
def late_codes(request: HttpRequest, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    form = LateCodeForm(edition, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made = actions.make_late_code(
            edition=edition,
            note=form.cleaned_data["note"],
            expires_at=form.cleaned_data["expires_at"],
            uses=form.cleaned_data["uses"],
            now=timezone.now(),
        )
        messages.success(request, _("The code %(code)s is ready. Pass its link on.") % {"code": made.code})
        return redirect("organise:late-codes", slug=slug)
    now = timezone.now()
    context = {
        "edition": edition,
        "form": form,
        "codes": [(code, code.is_valid_at(now)) for code in queries.late_codes(edition)],
    }
    return render(request, "applications/late_codes.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
@may_manage_codes
def revoke_late_code(request: HttpRequest, slug: str, code: int) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    actions.revoke_late_code(edition=edition, code_id=code, now=timezone.now())
    return redirect("organise:late-codes", slug=slug)
