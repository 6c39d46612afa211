"""The model room's first page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from scoring.views.promoting import home_page
from scoring.views.steward import steward_page


@require_safe
@steward_page
def model_room(request: HttpRequest) -> HttpResponse:
    """The champion, who would follow it, what is under way, and what a steward should know."""
    return home_page(request)
