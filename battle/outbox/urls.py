from django.urls import include, path

from battle.outbox.views import deciding, reading, writing

pages = [
    path("letters/", reading.letters, name="letters"),
    path("letters/send/", deciding.send, name="send"),
    path("letters/send-drafts/", deciding.send_drafts, name="send-drafts"),
    path("letters/cancel/", deciding.cancel, name="cancel"),
    path("letters/recall/", deciding.recall, name="recall"),
    path("letters/retry/", deciding.retry, name="retry"),
    path("letters/retry-failed/", deciding.retry_failed, name="retry-failed"),
    path("letters/reword/<slug:kind>/<slug:language>/", writing.reword, name="reword"),
    path("letters/<int:number>/", reading.letter, name="letter"),
    path("letters/<int:number>/change/", writing.change, name="change"),
    path("letters/<int:number>/settle/", deciding.settle, name="settle"),
]

urlpatterns = [path("organise/<slug:slug>/", include((pages, "outbox")))]
