"""Every address of the site, by room. The live stream is not here: asgi.py serves it beside Django."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from battle import api, health, pages

# One way in for everybody: the code by mail, with its limits of attempts.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("accounts/", include("battle.accounts.urls")),
    path("", include("battle.editions.urls")),
    # Before the applications: the answer to an invitation is no section of the form.
    path("", include("battle.selection.urls")),
    path("", include("battle.applications.urls")),
    path("", include("battle.outbox.urls")),
    path("", include("battle.reviews.urls")),
    path("", include("battle.exchange.urls")),
    path("", include("battle.stage.urls")),
    path("", include("battle.leaderboard.urls")),
    path("", include("battle.aftermath.urls")),
    path("jury/", include("scoring.urls")),
    path("api/v1/", include("battle.api_urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/docs/", pages.api_docs, name="api-docs"),
    # Programs get a problem document where there is nothing, also for a slash too many or too few. The two addresses
    # for people are still completed with their slash.
    re_path(r"^api/(?!(?:schema|docs)$)", api.NothingHere.as_view(), name="api-nothing"),
]

handler400 = "battle.pages.bad_request"
handler403 = "battle.pages.forbidden"
handler404 = "battle.pages.not_found"
handler500 = "battle.pages.server_error"
