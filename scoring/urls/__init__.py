"""The addresses under /jury/, one module for each part of the model room."""

from django.urls import path

from scoring.urls import comparing, datasets, outcomes, promoting, runs, sharing
from scoring.views.card import card
from scoring.views.home import model_room

app_name = "jury"
urlpatterns = [
    path("", model_room, name="home"),
    path("card/", card, name="card"),
    *datasets.urlpatterns,
    *runs.urlpatterns,
    *comparing.urlpatterns,
    *promoting.urlpatterns,
    *sharing.urlpatterns,
    *outcomes.urlpatterns,
]
