"""The organiser's pages of the choice, and the one on which a startup answers its invitation."""

from django.urls import include, path, re_path

from battle.selection.views import answer, decisions, lists, shortlist

pages = [
    path("selection/", shortlist.shortlist, name="shortlist"),
    path("selection/pick/", shortlist.pick, name="pick"),
    path("selection/unpick/", shortlist.unpick, name="unpick"),
    path("selection/lock/", shortlist.lock, name="lock"),
    path("selection/unlock/", shortlist.unlock, name="unlock"),
    path("selection/lists/", lists.two_lists, name="lists"),
    path("selection/lists/<str:key>/", lists.one, name="one"),
    path("selection/decisions/", decisions.decisions, name="decisions"),
    path("selection/decisions/decide/", decisions.decide, name="decide"),
    path("selection/decisions/others/", decisions.decide_others, name="decide-others"),
    path("selection/decisions/undo/", decisions.undo, name="undo"),
    re_path(
        r"^selection/reserves/(?P<key>[^/]+)/(?P<way>up|down)/$", decisions.move_reserve, name="move-reserve"
    ),
    path("selection/apply/", decisions.preview, name="preview"),
    path("selection/apply/now/", decisions.apply_all, name="apply"),
    path("selection/invitations/<str:key>/take-back/", decisions.take_back, name="take-back"),
    re_path(
        r"^selection/invitations/(?P<key>[^/]+)/(?P<answer>yes|no)/$",
        decisions.note_answer,
        name="note-answer",
    ),
]

urlpatterns = [
    path("e/<slug:slug>/application/answer/", answer.answer, name="application-answer"),
    path("organise/<slug:slug>/", include((pages, "selection"))),
]
