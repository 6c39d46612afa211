from django.urls import path

from battle.applications import api

urlpatterns = [
    path("editions/<slug:slug>/applications", api.Applications.as_view(), name="applications"),
    path("editions/<slug:slug>/applications/<str:key>", api.ApplicationDetail.as_view(), name="application"),
    path("editions/<slug:slug>/shortlist", api.Shortlist.as_view(), name="shortlist"),
    path("editions/<slug:slug>/finalists", api.Finalists.as_view(), name="finalists"),
    path("editions/<slug:slug>/running-order", api.RunningOrder.as_view(), name="running-order"),
]
