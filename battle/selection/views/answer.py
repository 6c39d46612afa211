"""The startup answers its invitation."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from battle.applications.models import Application
from battle.applications.views.who import entrance
from battle.editions.queries import published
from battle.problems import Refused
from battle.selection import actions
from battle.selection.queries import invitations


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """The page behind the link in the letter. Only the buttons answer: mail scanners follow links."""
    if not request.user.is_authenticated:
        # Not to the sign-in page: an application that came by a table or a program has no account yet, and the
        # entrance of the call makes one for whoever asks for a code.
        get_object_or_404(published(), slug=slug)
        return redirect(entrance(slug, next=request.path if request.method == "GET" else ""))
    application = _own(request, slug)
    refusal = None
    if request.method == "POST":
        try:
            accept = {"accept": True, "decline": False}[request.POST.get("answer", "")]
            actions.answer_invitation(application=application, accept=accept, now=timezone.now())
        except KeyError:
            return _page(request, application, None, status=422)
        except Refused as problem:
            refusal = problem
        else:
            return redirect("application-answer", slug)
    return _page(request, application, refusal, status=refusal.http_status if refusal else 200)


def _own(request: HttpRequest, slug: str) -> Application:
    """The application of whoever is signed in; its contact's address is the owner."""
    found = Application.objects.select_related("edition").filter(
        edition__slug=slug,
        contact_email=request.user.email.lower(),  # type: ignore[union-attr]
    )
    application = get_object_or_404(found)
    if not request.user.has_perm("applications.read_own", application):
        raise Http404
    return application


def _page(
    request: HttpRequest, application: Application, refusal: Refused | None, *, status: int = 200
) -> HttpResponse:
    invitation = invitations.invitation_of(application)
    if invitation is None:
        raise Http404
    now = timezone.now()
    context = {
        "application": application,
        "edition": application.edition,
        "invitation": invitation,
        "can_answer": invitation.outcome == "open" and now < invitation.respond_by,
        "refusal": refusal,
        "unclear": status == 422,
    }
    return render(request, "selection/answer.html", context, status=status)
