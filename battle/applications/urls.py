"""A startup's pages, and the organiser's: those of editions are gathered here too, under one namespace."""

from django.urls import include, path

from battle.applications.views import choosing, desk, entrance, late, saving
from battle.applications.views import own as own_pages
from battle.editions.views import editing, team

organise = [
    path("", desk.home, name="home"),
    path("new/", editing.new, name="new"),
    path("<slug:slug>/", desk.desk, name="desk"),
    path("<slug:slug>/edit/", editing.edit, name="edit"),
    path("<slug:slug>/team/", team.team, name="team"),
    path("<slug:slug>/team/invite/", team.invite, name="invite"),
    path("<slug:slug>/team/invitations/<int:invitation>/again/", team.send_again, name="invite-again"),
    path("<slug:slug>/team/invitations/<int:invitation>/revoke/", team.revoke, name="revoke-invitation"),
    path("<slug:slug>/team/<int:membership>/take/", team.take_role, name="take-role"),
    path("<slug:slug>/applications/<str:key>/", desk.application, name="application"),
    path(
        "<slug:slug>/applications/<str:key>/files/<slug:kind>/",
        saving.file_for_readers,
        name="application-file",
    ),
    path("<slug:slug>/late-codes/", late.late_codes, name="late-codes"),
    path("<slug:slug>/late-codes/<int:code>/revoke/", late.revoke_late_code, name="revoke-late-code"),
    path("<slug:slug>/shortlist/", choosing.shortlist, name="shortlist"),
    path("<slug:slug>/decline/", choosing.decline, name="decline"),
    path("<slug:slug>/restore/", choosing.restore, name="restore"),
    path("<slug:slug>/finalists/add/", choosing.add_finalists, name="add-finalists"),
    path("<slug:slug>/finalists/<str:key>/remove/", choosing.remove_finalist, name="remove-finalist"),
    path("<slug:slug>/finalists/<str:key>/up/", choosing.move_up, name="move-up"),
    path("<slug:slug>/finalists/<str:key>/down/", choosing.move_down, name="move-down"),
]

own = [
    path("", own_pages.overview, name="application"),
    path("save/", saving.save, name="application-save"),
    path("check/", own_pages.check, name="application-check"),
    path("submit/", own_pages.submit, name="application-submit"),
    path("withdraw/", own_pages.withdraw, name="application-withdraw"),
    path("take-up/", own_pages.take_up, name="application-take-up"),
    path("files/<slug:kind>/", saving.own_file, name="application-file"),
    path("<slug:section>/", own_pages.section, name="application-section"),
    # A signature holds a colon, which no section's name does.
    path("<str:signed>/", own_pages.old_link, name="application-link"),
]

urlpatterns = [
    path("applications/", own_pages.mine, name="applications"),
    path("e/<slug:slug>/apply/", entrance.apply, name="apply"),
    path("e/<slug:slug>/application/", include(own)),
    path("organise/", include((organise, "organise"))),
]
