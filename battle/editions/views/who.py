"""Who may open the organiser's pages of an edition, and who sees a draft."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from rules.contrib.views import objectgetter, permission_required

from battle.editions import queries
from battle.editions.models import Edition

may_manage = permission_required(
    "editions.manage_edition",
    fn=objectgetter(Edition, attr_name="slug", field_name="slug"),
    raise_exception=True,
)
may_clone = permission_required(
    "editions.clone_edition",
    fn=objectgetter(Edition, attr_name="slug", field_name="slug"),
    raise_exception=True,
)


def visible_edition(request: HttpRequest, slug: str) -> Edition:
    """A published edition, or a draft for those who have a role in it; for others there is none.

    Who asks is looked at for drafts only: what is the same for everybody stays cacheable by everybody.
    """
    edition = queries.published().filter(slug=slug).first()
    return edition or get_object_or_404(queries.visible_to(request.user), slug=slug)
