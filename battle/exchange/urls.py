from django.urls import include, path

from battle.exchange.views import auditing, exporting, importing

pages = [
    path("import/", importing.upload, name="import"),
    path("import/<str:key>/", importing.columns, name="columns"),
    path("import/<str:key>/preview/", importing.preview, name="preview"),
    path("import/<str:key>/confirm/", importing.confirm, name="confirm"),
    path("import/<str:key>/discard/", importing.discard, name="discard"),
    path("import/<str:key>/wrong.csv", importing.wrong, name="wrong"),
    path("export/", exporting.choose, name="export"),
    path("export/applications.csv", exporting.download, {"kind": "csv"}, name="export-csv"),
    path("export/applications.xlsx", exporting.download, {"kind": "xlsx"}, name="export-xlsx"),
    path("audit/", auditing.changes, name="audit"),
    path("audit/changes.csv", auditing.changes_csv, name="audit-csv"),
    path("forgetting/", auditing.forgetting, name="forgetting"),
]

urlpatterns = [path("organise/<slug:slug>/", include((pages, "exchange")))]
