from django.urls import path

from battle.aftermath import api

urlpatterns = [path("editions/<slug:slug>/result", api.ResultView.as_view(), name="edition-result")]
