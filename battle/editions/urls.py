"""The public pages of editions. The organiser's pages are gathered in applications.urls, which knows both rooms."""

from django.urls import path

from battle.editions import views

urlpatterns = [
    path("", views.home, name="home"),
    path("e/<slug:slug>/", views.edition_page, name="edition"),
]
