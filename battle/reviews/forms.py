"""The forms of the reviews: the organiser's settings, the review itself, and what a reviewer declares."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from battle.accounts.models import User
from battle.reviews.actions import CriterionLine, RoundFields, Written
from battle.reviews.enums import SAID, ConflictKind, Visibility
from battle.reviews.models import HIGHEST, LOWEST, MOST_TEXT, Criterion, Review, ReviewRound

LANGUAGE_NAMES = dict(settings.LANGUAGES)


class RoundForm(forms.Form):
    reads_wanted = forms.IntegerField(
        label=gettext_lazy("Reads per application"),
        min_value=1,
        max_value=20,
        help_text=gettext_lazy("How many reviewers read each application. Three is a good number."),
    )
    give_back_after_days = forms.IntegerField(
        label=gettext_lazy("Days to read"),
        min_value=1,
        max_value=60,
        help_text=gettext_lazy(
            "An application that a reviewer leaves untouched for longer goes to somebody else."
        ),
    )
    blind = forms.BooleanField(
        label=gettext_lazy("Hide from reviewers who applies"),
        required=False,
        help_text=gettext_lazy(
            "Company, people, links and files are hidden everywhere; names are masked in what was written."
        ),
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("A reviewer sees the reviews of others"),
        choices=Visibility.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, round_: ReviewRound) -> None:
        super().__init__(data, initial={name: getattr(round_, name) for name in self.base_fields})

    def chosen(self) -> RoundFields:
        """What to hand to the action."""
        return {name: self.cleaned_data[name] for name in self.base_fields}  # type: ignore[return-value]


class CriterionForm(forms.Form):
    """One criterion: a title and a help text for each language of the edition, the first title required."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    weight = forms.IntegerField(
        label=gettext_lazy("Weight, 1 to 10"),
        min_value=1,
        max_value=10,
        initial=1,
    )

    def __init__(self, *args: Any, languages: Sequence[str], locked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        for code in languages:
            told = {"language": LANGUAGE_NAMES.get(code, code)}
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Title, %(language)s") % told, max_length=80, required=code == languages[0]
            )
            self.fields[f"help_{code}"] = forms.CharField(
                label=_("What to look at, %(language)s") % told,
                max_length=240,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            for name in (f"title_{code}", f"help_{code}"):
                self.fields[name].disabled = locked

    def text_fields(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[f"title_{code}"], self[f"help_{code}"]) for code in self.languages]


CriterionFormSet = forms.formset_factory(
    CriterionForm, extra=1, can_delete=True, max_num=12, validate_max=True
)


def criteria_formset(
    data: Any,
    *,
    criteria: Sequence[Criterion],
    offered: Sequence[Any],
    languages: Sequence[str],
    locked: bool,
) -> Any:
    """The criteria as they are, or those offered where there are none yet."""
    rows = [
        {"pk": its.pk, "titles": its.titles, "helps": its.helps, "weight": its.weight} for its in criteria
    ]
    initial = [
        {
            "pk": row.get("pk"),
            "weight": row["weight"],
            **{f"title_{code}": row["titles"].get(code, "") for code in languages},
            **{f"help_{code}": row["helps"].get(code, "") for code in languages},
        }
        for row in (rows or offered)
    ]
    formset = CriterionFormSet(
        data, initial=initial, prefix="criteria", form_kwargs={"languages": languages, "locked": locked}
    )
    if locked:
        formset.extra = 0
    return formset


def criterion_lines(formset: Any, criteria: Sequence[Criterion]) -> list[CriterionLine]:
    """The filled rows that are not to be deleted; texts in languages that the form does not show stay."""
    known = {its.pk: its for its in criteria}
    lines = []
    for form in formset:
        row = form.cleaned_data
        if not row or row.get("DELETE"):
            continue
        its = known.get(row["pk"])
        shown = {code: row[f"title_{code}"] for code in form.languages if row[f"title_{code}"]}
        helps = {code: row[f"help_{code}"] for code in form.languages if row[f"help_{code}"]}
        others = {code for code in (its.titles if its else {}) if code not in form.languages}
        lines.append(
            CriterionLine(
                row["pk"],
                {**{code: its.titles[code] for code in others}, **shown} if its else shown,
                {**{code: its.helps[code] for code in others if code in its.helps}, **helps}
                if its
                else helps,
                row["weight"],
            )
        )
    return lines


class ReviewForm(forms.Form):
    """A score for each criterion and two comments. The revision tells two windows of one reviewer apart."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    comment_organiser = forms.CharField(
        label=gettext_lazy("Comment to the organiser"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Only organisers read it, and other reviewers where the organiser allows it."),
    )
    comment_applicant = forms.CharField(
        label=gettext_lazy("Comment to the applicant"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The organiser may pass it on. Say what is strong first."),
    )

    def __init__(self, data: Any = None, *, review: Review, criteria: Sequence[Criterion]) -> None:
        initial: dict[str, Any] = {
            "revision": review.revision,
            "comment_organiser": review.comment_organiser,
            "comment_applicant": review.comment_applicant,
        }
        super().__init__(data, initial=initial)
        self.review, self.criteria = review, criteria
        for its in criteria:
            name = f"score-{its.pk}"
            self.fields[name] = forms.TypedChoiceField(
                label=its.title,
                help_text=its.help,
                choices=[(str(score), str(score)) for score in range(LOWEST, HIGHEST + 1)],
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Give 1 to 5 for “%(criterion)s”, or abstain.") % {"criterion": its.title}
                },
            )
            self.initial[name] = str(review.scores.get(str(its.pk), ""))

    def score_fields(self) -> list[tuple[BoundField, Criterion, int]]:
        return [
            (self[f"score-{its.pk}"], its, self.review.revisions.get(f"score-{its.pk}", 0))
            for its in self.criteria
        ]

    def comment_fields(self) -> list[tuple[BoundField, int]]:
        names = ("comment_organiser", "comment_applicant")
        return [(self[name], self.review.revisions.get(name, 0)) for name in names]

    def written(self) -> Written:
        """What to hand to the action."""
        return Written(
            scores={its.pk: self.cleaned_data[f"score-{its.pk}"] for its in self.criteria},
            comment_organiser=self.cleaned_data["comment_organiser"],
            comment_applicant=self.cleaned_data["comment_applicant"],
        )


class ConflictForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What makes you too close"),
        choices=[(kind.value, kind.label) for kind in ConflictKind if kind in SAID],
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(label=gettext_lazy("Note for the organiser"), max_length=400, required=False)


class AbstainForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why you abstain"), max_length=400, required=False)


class TiesForm(forms.Form):
    organisations = forms.CharField(
        label=gettext_lazy("Companies and organisations"),
        help_text=gettext_lazy("One a line: where you work, sit on a board, invest or advise."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    people = forms.CharField(
        label=gettext_lazy("People"),
        help_text=gettext_lazy("One a line: family, close friends, partners who may apply."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class AssignForm(forms.Form):
    reviewer = forms.ModelChoiceField(
        label=gettext_lazy("Reviewer"),
        queryset=User.objects.none(),
        empty_label=gettext_lazy("Choose a reviewer"),
    )

    def __init__(self, data: Any = None, *, reviewers: Any) -> None:
        super().__init__(data)
        self.fields["reviewer"].queryset = reviewers  # type: ignore[attr-defined]
