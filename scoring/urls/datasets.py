"""Uploads, data sets and their reports."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
