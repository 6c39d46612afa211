"""Results are shown on the edition's own page (templatetag `results`); the room has no pages of its own yet."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
