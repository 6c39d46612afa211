from django.urls import path

from battle.stage import views

app_name = "stage"
urlpatterns = [
    path("host/<slug:slug>/", views.console, name="console"),
    path("host/<slug:slug>/open", views.open_show, name="open"),
    path("host/<slug:slug>/paper", views.paper, name="paper"),
]
