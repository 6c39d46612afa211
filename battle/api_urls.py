"""The routes of /api/v1/, gathered from the rooms."""

from django.urls import include, path

app_name = "api"
urlpatterns = [
    path("", include("battle.editions.api_urls")),
    path("", include("battle.applications.api_urls")),
    path("", include("battle.stage.api_urls")),
    path("", include("battle.leaderboard.api_urls")),
    path("", include("battle.aftermath.api_urls")),
]
