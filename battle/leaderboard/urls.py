from django.urls import path

from battle.leaderboard import views

app_name = "live"
# /live/<edition>/stream is served by leaderboard.stream, before any of these is asked.
urlpatterns = [
    path("live/<slug:slug>/", views.phone, name="phone"),
    path("live/<slug:slug>/screen/", views.screen, name="screen"),
    path("live/<slug:slug>/embed/", views.embed, name="embed"),
    path("live/<slug:slug>/board.json", views.board_json, name="board"),
    path("live/<slug:slug>/qr.svg", views.qr, name="qr"),
]
