from django.urls import path

from battle.accounts import views

urlpatterns = [path("link/<str:token>/", views.sign_in_link, name="sign_in_link")]
