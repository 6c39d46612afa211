from django.urls import path

from battle.editions import api

urlpatterns = [
    path("editions", api.Editions.as_view(), name="editions"),
    path("editions/<slug:slug>", api.EditionDetail.as_view(), name="edition"),
    path("editions/<slug:slug>/publication", api.EditionPublication.as_view(), name="edition-publication"),
]
