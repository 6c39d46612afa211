"""The criteria that an organiser is offered to begin with."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _


def offered_criteria(languages: Sequence[str]) -> list[dict[str, object]]:
    """Titles and helps by language code, with a weight, in the order in which they are shown."""
    offered: list[dict[str, object]] = []
    for language in languages:
        with translation.override(language):
            for place, (title, help_text, weight) in enumerate(_in_this_language()):
                if place == len(offered):
                    offered.append({"titles": {}, "helps": {}, "weight": weight})
                offered[place]["titles"][language] = title  # type: ignore[index]
                offered[place]["helps"][language] = help_text  # type: ignore[index]
    return offered


def _in_this_language() -> list[tuple[str, str, int]]:
    return [
        (_("Team"), _("Have they the experience, the skills and the time to do this?"), 3),
        (_("Traction"), _("Do customers use it and pay for it, and do more of them month by month?"), 3),
        (_("Technology and protection"), _("Is it new, does it work, and is it hard to copy?"), 2),
        (_("Market and investors"), _("Is the market large enough, and does money believe in it?"), 2),
        (_("Pitch"), _("Is it clear what they do, for whom, and what they ask for?"), 1),
    ]
