"""What became of past contenders, as rows to learn from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.views.steward import steward_page


@require_safe
@steward_page
def outcomes(request: HttpRequest) -> HttpResponse:
    return render(request, "jury/outcomes/outcomes.html")
