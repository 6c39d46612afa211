"""Uploads, data sets and their reports."""

from django.urls import path

from scoring.views import datasets, datasets_mapping

urlpatterns = [
    path("data/", datasets.dataset_list, name="datasets"),
    path("data/upload/", datasets.upload, name="upload"),
    path("data/uploads/<uuid:key>/", datasets_mapping.mapping, name="mapping"),
    path("data/uploads/<uuid:key>/preview/", datasets_mapping.preview, name="preview-mapping"),
    path("data/uploads/<uuid:key>/save/", datasets_mapping.save_mapping, name="save-mapping"),
    path("data/uploads/<uuid:key>/text/", datasets_mapping.save_text, name="save-mapping-text"),
    path("data/uploads/<uuid:key>/begin/", datasets_mapping.begin_again, name="begin-mapping"),
    path("data/uploads/<uuid:key>/import/", datasets_mapping.import_upload, name="import-upload"),
    path("data/uploads/<uuid:key>/discard/", datasets_mapping.discard, name="discard-upload"),
    path("data/<slug:name>/", datasets.dataset, name="dataset"),
    path("data/<slug:name>/delete/", datasets.delete_dataset, name="delete-dataset"),
]
