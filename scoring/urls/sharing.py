"""Clients outside, their tokens."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
