"""Who may open an edition's outbox. This room lies below the editions and knows them by their table's name only."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from rules.contrib.views import permission_required

from battle.outbox import queries
from battle.outbox.models import Letter

if TYPE_CHECKING:
    from battle.editions.models import Edition


def edition_of(request: HttpRequest, slug: str, **kwargs: Any) -> "Edition":
    """The edition of an address, or no page at all."""
    return get_object_or_404(apps.get_model("editions", "Edition"), slug=slug)


may_manage = permission_required("outbox.manage_letters", fn=edition_of, raise_exception=True)


def letter_of(edition: "Edition", number: int) -> Letter:
    return get_object_or_404(queries.letters(edition.pk), pk=number)
