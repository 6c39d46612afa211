"""A startup's pages, and the organiser's: those of editions are gathered here too, under one namespace."""

from django.urls import include, path

from battle.applications.views import choosing, desk, startup
from battle.editions.views import editing, team

organise = [
    path("", desk.home, name="home"),
    path("new/", editing.new, name="new"),
    path("<slug:slug>/", desk.desk, name="desk"),
    path("<slug:slug>/edit/", editing.edit, name="edit"),
    path("<slug:slug>/team/", team.team, name="team"),
    path("<slug:slug>/team/give/", team.give_role, name="give-role"),
    path("<slug:slug>/team/<int:membership>/take/", team.take_role, name="take-role"),
    path("<slug:slug>/applications/<str:key>/", desk.application, name="application"),
    path("<slug:slug>/shortlist/", choosing.shortlist, name="shortlist"),
    path("<slug:slug>/decline/", choosing.decline, name="decline"),
    path("<slug:slug>/restore/", choosing.restore, name="restore"),
    path("<slug:slug>/finalists/add/", choosing.add_finalists, name="add-finalists"),
    path("<slug:slug>/finalists/<str:key>/remove/", choosing.remove_finalist, name="remove-finalist"),
    path("<slug:slug>/finalists/<str:key>/up/", choosing.move_up, name="move-up"),
    path("<slug:slug>/finalists/<str:key>/down/", choosing.move_down, name="move-down"),
]

urlpatterns = [
    path("e/<slug:slug>/apply/", startup.apply, name="apply"),
    path("e/<slug:slug>/applied/", startup.applied, name="applied"),
    path("e/<slug:slug>/application/<str:signed>/", startup.application, name="application"),
    path("organise/", include((organise, "organise"))),
]
