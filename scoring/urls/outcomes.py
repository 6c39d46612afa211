"""What became of past contenders."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
