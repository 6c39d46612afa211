"""What became of contenders. Results themselves are shown on the edition's own page (templatetag `results`)."""

from django.urls import include, path

from battle.aftermath import views

pages = [
    path("", views.outcomes, name="outcomes"),
    path("<str:key>/", views.record, name="record"),
    path("<str:key>/<slug:label>/", views.outcome, name="outcome"),
    path("<str:key>/<slug:label>/withdraw/", views.withdraw, name="withdraw"),
]

urlpatterns = [path("organise/<slug:slug>/outcomes/", include((pages, "aftermath")))]
