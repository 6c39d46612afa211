"""A candidate beside the champion."""

from django.urls import URLPattern, path

from scoring.views import comparing

urlpatterns: list[URLPattern] = [
    path("models/<str:version>/compare/", comparing.compare, name="compare"),
]
