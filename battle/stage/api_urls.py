from django.urls import path

from battle.stage import api

urlpatterns = [
    path("shows/<slug:edition>/state", api.ShowState.as_view(), name="show-state"),
    path("shows/<slug:edition>/open", api.OpenShow.as_view(), name="show-open"),
    path("shows/<slug:edition>/call", api.CallContender.as_view(), name="show-call"),
    path("shows/<slug:edition>/ask", api.AskQuestion.as_view(), name="show-ask"),
    path("shows/<slug:edition>/answers", api.RecordAnswer.as_view(), name="show-answers"),
    path("shows/<slug:edition>/corrections", api.CorrectAnswer.as_view(), name="show-corrections"),
    path("shows/<slug:edition>/skip", api.SkipQuestion.as_view(), name="show-skip"),
    path("shows/<slug:edition>/freeze", api.FreezeShow.as_view(), name="show-freeze"),
    path("shows/<slug:edition>/reveal", api.RevealShow.as_view(), name="show-reveal"),
]
