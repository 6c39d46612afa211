from django.urls import path

from battle.leaderboard import api

urlpatterns = [path("editions/<slug:slug>/board", api.BoardView.as_view(), name="edition-board")]
