from django.urls import path, register_converter

from battle.exchange import api
from battle.exchange.downloads import FORMATS


class TableFormat:
    """``csv`` or ``xlsx`` in an address."""

    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TableFormat, "table_format")

urlpatterns = [
    path(
        "editions/<slug:slug>/applications.<table_format:kind>",
        api.ApplicationsTable.as_view(),
        name="applications-table",
    ),
    path(
        "editions/<slug:slug>/applications/import",
        api.ImportApplications.as_view(),
        name="applications-import",
    ),
]
