"""What an organiser enters while choosing."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from battle.editions.models import Edition
from battle.editions.zones import LocalTimeProblem, moment_of
from battle.selection.actions.shortlisting import MOST_REASON
from battle.selection.queries.invitations import answer_days
from battle.selection.queries.plan import Plan

SHAPE = "%Y-%m-%dT%H:%M"
USUAL_DAYS = 7


class UnlockForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why is it unlocked?"),
        max_length=MOST_REASON,
        help_text=gettext_lazy(
            "Kept with your name. From then on the choice counts as made with the jury's list seen."
        ),
    )


class ApplyForm(forms.Form):
    """Until when the invited have to answer; times are the venue's."""

    respond_by = forms.DateTimeField(
        label=gettext_lazy("The invited answer by"),
        required=False,
        input_formats=[SHAPE, "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=SHAPE),
    )
    answer_days = forms.IntegerField(
        label=gettext_lazy("Days to answer for a reserve who moves up"),
        min_value=1,
        max_value=30,
        help_text=gettext_lazy("It is never longer than until the show starts."),
    )
    undecided_seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, edition: Edition, plan: Plan | None = None) -> None:
        self.edition = edition
        super().__init__(data, initial=self._first(edition, plan) if plan else None)
        self.fields["respond_by"].help_text = _("As clocks show it in %(zone)s.") % {
            "zone": edition.time_zone.replace("_", " ")
        }

    def _first(self, edition: Edition, plan: Plan) -> dict[str, Any]:
        usual = timezone.now() + timedelta(days=USUAL_DAYS)
        local = min(usual, edition.show_starts_at).astimezone(edition.zone)
        if usual < edition.show_starts_at:
            local = local.replace(hour=18, minute=0)
        return {
            "respond_by": local.replace(tzinfo=None, second=0, microsecond=0),
            "answer_days": answer_days(edition),
            "undecided_seen": plan.undecided,
        }

    def clean_respond_by(self) -> datetime | None:
        """The moment at which the venue's clocks show what was entered."""
        entered: datetime | None = self.cleaned_data["respond_by"]
        if entered is None:
            return None
        try:
            return moment_of(entered.replace(tzinfo=None), self.edition.zone)
        except LocalTimeProblem as problem:
            raise forms.ValidationError(problem.message, code=problem.code) from problem
