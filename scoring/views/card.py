"""What the score means, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring import service


@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """The card of the champion: what its score means, how good it is, and where it comes from."""
    return render(
        request, "jury/card.html", {"card": service.champion_card(), "asked": service.questionnaire()}
    )
