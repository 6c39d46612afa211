"""What every template may know about the deployment."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def deployment(request: HttpRequest) -> dict[str, Any]:
    return {"DEMO": settings.DEMO, "PUBLIC_URL": settings.PUBLIC_URL, "SITE_NAME": settings.SITE_NAME}
