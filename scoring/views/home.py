"""The model room's first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.models import JuryModel
from scoring.views.steward import steward_page


@require_safe
@steward_page
def model_room(request: HttpRequest) -> HttpResponse:
    """The registered models, newest first."""
    return render(request, "jury/room.html", {"models": JuryModel.objects.defer("file")})
