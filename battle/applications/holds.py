"""Why an edition with applications stays public. Found by battle.editions when the site starts."""

from django.utils.translation import gettext as _

from battle.applications.models import Application
from battle.editions import holds
from battle.editions.models import Edition


def has_applications(edition: Edition) -> str:
    """Drafts count: whoever began one would find nothing when they come back."""
    if not Application.objects.filter(edition=edition).exists():
        return ""
    return _("Somebody has applied already: the battle stays public.")


holds.register("has_applications", has_applications)
