"""Who may open the pages of this room."""

from rules.contrib.views import objectgetter, permission_required

from battle.editions.models import Edition

_edition = objectgetter(Edition, attr_name="slug", field_name="slug")
may_review = permission_required("reviews.review", fn=_edition, raise_exception=True)
may_manage = permission_required("reviews.manage_reviews", fn=_edition, raise_exception=True)
