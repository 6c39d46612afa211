"""Why the two lists say what they say, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from battle.applications.models import Application
from battle.editions.models import Edition
from battle.reviews.enums import ReviewState
from battle.reviews.models import Criterion, Review
from battle.reviews.queries import criteria_of
from battle.reviews.tally import Tallied, tally
from battle.selection.models import Opinion
from battle.selection.queries.lists import Line
from battle.selection.queries.strengths import criterion_means, section_titles
from scoring import service

# Points under which nothing is said: the completions alone move a contribution by about as much.
LEAST_TOLD = 0.25
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One application on which the lists are far apart, with what moved the jury, section by section."""

    line: Line
    application: Application
    raised: list[str]
    lowered: list[str]


@dataclass(frozen=True, slots=True)
class ReviewersView:
    """What the reviewers think of one application: its figures, and by criterion without their severity."""

    figures: Tallied | None
    criteria: list[tuple[Criterion, float]]


@dataclass(frozen=True, slots=True)
class JurysView:
    """What the jury says of one application now, and what moved it, the strongest first."""

    opinion: Opinion
    raised: list[str]
    lowered: list[str]
    sentences: list[str]
    notes: Mapping[str, str]


def jury_facts(version: str) -> dict[str, Any] | None:
    """The jury of a version as pages tell it; None where there is none (yet)."""
    if not version:
        return None
    try:
        return service.model_facts(version)
    except service.NoJuryModel:
        return None


def told(lines: Sequence[Line], named: Mapping[int, Application]) -> list[Disagreement]:
    """Disagreements in words, in the reader's language."""
    found = []
    for line in lines:
        if line.opinion and line.opinion.low is not None and line.application_id in named:
            raised, lowered = moved_by(line.opinion.sections)
            found.append(Disagreement(line, named[line.application_id], raised, lowered))
    return found


def moved_by(sections: Mapping[str, float]) -> tuple[list[str], list[str]]:
    """Which sections raised the score and which lowered it, each with its points, the strongest first."""
    titles = section_titles()
    ordered = sorted(sections.items(), key=lambda pair: -abs(pair[1]))
    raised = [_part(titles[key], points) for key, points in ordered if points >= LEAST_TOLD]
    lowered = [_part(titles[key], points) for key, points in ordered if points <= -LEAST_TOLD]
    return raised, lowered


def reviewers_on(edition: Edition, application: Application) -> ReviewersView:
    """The reviewers' side."""
    figures = tally(edition)
    reviews = list(Review.objects.filter(application=application, state=ReviewState.SUBMITTED))
    severity = {pk: its.severity for pk, its in figures.reviewers.items()}
    return ReviewersView(
        figures.applications.get(application.pk),
        criterion_means(criteria_of(edition), reviews, severity),
    )


def opinion_on(application: Application, model: str) -> JurysView | None:
    """The jury's side, answer by answer; some 0.4 s of work. None where the jury has not read it yet."""
    opinion = Opinion.objects.filter(application=application, model=model, low__isnull=False).first()
    if opinion is None:
        return None
    raised, lowered = moved_by(opinion.sections)
    try:
        explained = service.explain(application.answers, model, get_language() or "en")
    except (service.NoJuryModel, service.Problem):
        return JurysView(opinion, raised, lowered, [], {})
    sentences = [question.sentence for question in explained.questions if question.told]
    return JurysView(opinion, raised, lowered, sentences, explained.notes)


def _part(title: str, points: float) -> str:
    sign = "+" if points > 0 else MINUS
    written = formats.number_format(round(abs(points), 1), 1)
    return _("%(section)s (%(points)s)") % {"section": title, "points": f"{sign}{written}"}
