from django.urls import path

from scoring import views

app_name = "jury"
urlpatterns = [
    path("", views.model_room, name="home"),
    path("card/", views.card, name="card"),
]
