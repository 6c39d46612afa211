"""What became of past contenders."""

from django.urls import path

from scoring.views import outcomes

urlpatterns = [
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("outcomes/add/", outcomes.add, name="add-outcomes"),
]
