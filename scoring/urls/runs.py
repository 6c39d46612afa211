"""Training runs and comparisons."""

from django.urls import URLPattern, path

from scoring.views import runs
from scoring.views.run_stream import run_stream

urlpatterns: list[URLPattern] = [
    path("runs/", runs.all_runs, name="runs"),
    path("runs/new/", runs.new_run, name="new-run"),
    path("runs/<uuid:key>/", runs.run_page, name="run"),
    path("runs/<uuid:key>/state.json", runs.run_state_json, name="run-state"),
    path("runs/<uuid:key>/stream", run_stream, name="run-stream"),
    path("runs/<uuid:key>/cancel/", runs.cancel, name="cancel-run"),
]
