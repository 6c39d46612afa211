from django.urls import include, path

pages: list = []

urlpatterns = [path("organise/<slug:slug>/", include((pages, "outbox")))]
