"""The pages of reviews: of those who read under review/, of those who organise under organise/."""

from django.urls import include, path

from battle.reviews.views import organising, queue, reading, results

organise = "organise/<slug:slug>/reviews/"
review = "review/<slug:slug>/"

pages = [
    path(organise, organising.settings, name="settings"),
    path(f"{organise}close/", organising.close, name="close"),
    path(f"{organise}reopen/", organising.reopen, name="reopen"),
    path(f"{organise}reviewers/", results.reviewers, name="reviewers"),
    path(f"{organise}results/", results.results, name="results"),
    path(f"{organise}results/<slug:key>/", results.result, name="result"),
    path(f"{organise}results/<slug:key>/assign/", results.assign, name="assign"),
    path(f"{organise}conflicts/<int:conflict>/lift/", results.lift_recusal, name="lift-recusal"),
    path(review, queue.queue, name="queue"),
    path(f"{review}next/", queue.next_one, name="next"),
    path(f"{review}ties/", queue.ties, name="ties"),
    path(f"{review}<slug:label>/", reading.read, name="read"),
    path(f"{review}<slug:label>/save/", reading.save, name="save"),
    path(f"{review}<slug:label>/abstain/", reading.abstain, name="abstain"),
    path(f"{review}<slug:label>/conflict/", reading.declare_conflict, name="conflict"),
    path(f"{review}<slug:label>/closeness/", reading.answer_closeness, name="closeness"),
    path(f"{review}<slug:label>/deck/", reading.deck, name="deck"),
]

urlpatterns = [path("", include((pages, "reviews")))]
