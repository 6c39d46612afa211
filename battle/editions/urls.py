"""The public pages of editions. The organiser's pages are gathered in applications.urls, which knows both rooms."""

from django.urls import path

from battle.editions.views import public

urlpatterns = [
    path("", public.home, name="home"),
    path("e/<slug:slug>/", public.edition_page, name="edition"),
]
