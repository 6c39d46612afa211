"""Who may open these pages: an edition's organisers."""

from rules.contrib.views import objectgetter, permission_required

from battle.editions.models import Edition


def _of_edition(rule: str):  # type: ignore[no-untyped-def]
    return permission_required(
        rule, fn=objectgetter(Edition, attr_name="slug", field_name="slug"), raise_exception=True
    )


may_import = _of_edition("exchange.import_applications")
may_export = _of_edition("exchange.export_applications")
may_read_changes = _of_edition("exchange.read_changes")
may_see_forgetting = _of_edition("exchange.see_forgetting")
