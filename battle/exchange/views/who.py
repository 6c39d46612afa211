"""Who may open these pages: an edition's organisers."""

from battle.applications.views.asked import asked_edition, may

may_import = may("exchange.import_applications")
may_export = may("exchange.export_applications")
may_read_changes = may("exchange.read_changes")
may_see_forgetting = may("exchange.see_forgetting")

__all__ = ["asked_edition", "may_export", "may_import", "may_read_changes", "may_see_forgetting"]
