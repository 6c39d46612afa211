"""The jury's routes under /api/v1/."""

from django.urls import path

from scoring.api import views

urlpatterns = [
    path("jury/predict", views.Predict.as_view(), name="jury-predict"),
    path("jury/model", views.Model.as_view(), name="jury-model"),
    path("jury/model/file", views.ModelFile.as_view(), name="jury-model-file"),
]
