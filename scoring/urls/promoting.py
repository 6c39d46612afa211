"""Models: their pages, promotion, rollback, the record."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
