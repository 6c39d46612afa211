"""The forms of editions: the edition itself with its prizes and sponsors, and its team."""

from battle.editions.forms.editing import (
    EditionForm,
    PrizeFormSet,
    SponsorFormSet,
    prize_lines,
    show_refusal,
    sponsor_lines,
)
from battle.editions.forms.team import RoleForm

__all__ = [
    "EditionForm",
    "PrizeFormSet",
    "RoleForm",
    "SponsorFormSet",
    "prize_lines",
    "show_refusal",
    "sponsor_lines",
]
