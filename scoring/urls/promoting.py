"""Models: their pages, promotion, rollback, the record."""

from django.urls import path

from scoring.views import promoting

urlpatterns = [
    path("models/<str:version>/", promoting.model, name="model"),
    path("models/<str:version>/promote/", promoting.promote, name="promote"),
    path("models/<str:version>/request/", promoting.request_overruling, name="request-overruling"),
    path("models/<str:version>/overrule/", promoting.overrule, name="overrule"),
    path("models/<str:version>/withdraw/", promoting.withdraw, name="withdraw-request"),
    path("models/<str:version>/delete/", promoting.delete_model, name="delete-model"),
    path("rollback/", promoting.rollback, name="rollback"),
    path("record/", promoting.record_page, name="record"),
]
