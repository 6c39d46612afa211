"""A candidate beside the champion."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
