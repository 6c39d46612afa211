from django.urls import path
from django.views.generic import RedirectView

from battle.accounts import views

# Stands before allauth's routes, whose names its mails still look up: there are no passwords here, and the one address
# of a person is what roles are given to.
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="account_login")),
    path("link/<str:token>/", views.sign_in_link, name="sign_in_link"),
    path("password/<path:rest>", views.not_offered, name="no_passwords"),
    path("email/", views.not_offered, name="no_address_book"),
]
