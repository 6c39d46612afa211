"""Every page of the model room is a data steward's alone."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from rules.contrib.views import permission_required

View = Callable[..., HttpResponse]


def steward_page(view: View) -> View:
    """Open the view to data stewards only: others are refused, and who is not signed in is asked to sign in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    allowed: View = never_cache(
        login_required(permission_required("scoring.open_model_room", raise_exception=True)(guarded))
    )
    return allowed
