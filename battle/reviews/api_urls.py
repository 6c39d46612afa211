from django.urls import path

from battle.reviews import api

urlpatterns = [
    path("editions/<slug:slug>/reviews", api.Queue.as_view(), name="reviews"),
    path("editions/<slug:slug>/reviews/next", api.Next.as_view(), name="reviews-next"),
    path("editions/<slug:slug>/reviews/<slug:label>", api.Reading.as_view(), name="review"),
    path(
        "editions/<slug:slug>/reviews/<slug:label>/abstain", api.Abstention.as_view(), name="review-abstain"
    ),
    path(
        "editions/<slug:slug>/reviews/<slug:label>/conflict",
        api.ConflictOfInterest.as_view(),
        name="review-conflict",
    ),
    path(
        "editions/<slug:slug>/reviews/<slug:label>/closeness",
        api.Closeness.as_view(),
        name="review-closeness",
    ),
]
