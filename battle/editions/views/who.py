"""Who may open the organiser's pages of an edition."""

from rules.contrib.views import objectgetter, permission_required

from battle.editions.models import Edition

may_manage = permission_required(
    "editions.manage_edition",
    fn=objectgetter(Edition, attr_name="slug", field_name="slug"),
    raise_exception=True,
)
