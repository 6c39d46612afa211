"""The routes of /api/v1/, gathered from the rooms."""

from django.urls import include, path

from battle.api import Entrance

app_name = "api"
urlpatterns = [
    path("", Entrance.as_view(), name="entrance"),
    path("", include("battle.editions.api_urls")),
    # Before the applications: their address of one would take "import" for a key.
    path("", include("battle.exchange.api_urls")),
    path("", include("battle.applications.api_urls")),
    path("", include("battle.reviews.api_urls")),
    path("", include("battle.stage.api_urls")),
    path("", include("battle.leaderboard.api_urls")),
    path("", include("battle.aftermath.api_urls")),
    path("", include("scoring.api.urls")),
]
