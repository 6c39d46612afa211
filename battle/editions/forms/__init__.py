"""The forms of editions: the edition itself with its prizes and sponsors, and its team."""

from battle.editions.forms.cloning import CloneForm
from battle.editions.forms.editing import EditionForm, show_refusal
from battle.editions.forms.lines import (
    PrizeFormSet,
    SponsorFormSet,
    initial_prizes,
    initial_sponsors,
    prize_lines,
    sponsor_lines,
)
from battle.editions.forms.team import RoleForm

__all__ = [
    "CloneForm",
    "EditionForm",
    "PrizeFormSet",
    "RoleForm",
    "SponsorFormSet",
    "initial_prizes",
    "initial_sponsors",
    "prize_lines",
    "show_refusal",
    "sponsor_lines",
]
