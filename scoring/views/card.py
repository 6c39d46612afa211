"""What the score means, for everybody."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring import service


@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """The model card of the champion."""
    facts: dict[str, Any] | None = None
    try:
        facts = service.model_facts(service.champion().version)
    except service.NoJuryModel:
        facts = None
    return render(request, "jury/card.html", {"facts": facts, "asked": service.questionnaire()})
