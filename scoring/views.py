"""What the score means, for everybody; and the models, for the data steward."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from rules.contrib.views import permission_required

from scoring import service
from scoring.models import JuryModel


@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """The model card of the champion."""
    facts: dict[str, Any] | None = None
    try:
        facts = service.model_facts(service.champion().version)
    except service.NoJuryModel:
        facts = None
    return render(request, "jury/card.html", {"facts": facts, "asked": service.questionnaire()})


@require_safe
@never_cache
@login_required
@permission_required("scoring.open_model_room", raise_exception=True)
def model_room(request: HttpRequest) -> HttpResponse:
    """The registered models, newest first."""
    return render(request, "jury/room.html", {"models": JuryModel.objects.defer("file")})
