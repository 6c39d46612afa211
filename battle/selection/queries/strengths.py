"""What an application was good at, for the letter to its applicant.

Only what people said of it and what it says of itself: no score, no rank, no reviewer's name, nothing of the jury's.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from battle.applications.answers import Told, in_language, questions_asked, told_by_section
from battle.applications.models import Application
from battle.editions.models import Edition
from battle.reviews.enums import ReviewState
from battle.reviews.models import Criterion, Review
from battle.reviews.queries import criteria_of
from battle.reviews.tally import tally

MOST_CRITERIA, MOST_ANSWERS, MOST_COMMENTS = 2, 3, 10
# From the middle of the scale on a criterion is called strong; where none is, the best one of all stands alone.
STRONG = 3.5
# How far up its levels an answer lies that is told as a strong point.
HIGH = 0.6


@dataclass(frozen=True, slots=True)
class Strengths:
    """The strengths of one application, told in the language that is active when it is read.

    Attributes
    ----------
    criteria : what its readers gave most for, the best first, each corrected for the readers' severity.
    comments : what readers wrote to the applicant.
    answers : its own answers that lie high among those that can be given.
    """

    criteria: list[Criterion] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    answers: dict[str, float] = field(default_factory=dict)

    def titles(self) -> list[str]:
        return [criterion.title for criterion in self.criteria]

    def told(self) -> list[Told]:
        """The strong answers as questions and answers."""
        return [one for _section, told in told_by_section(self.answers) for one in told]


def strengths_of(edition: Edition, applications: Sequence[Application]) -> dict[int, Strengths]:
    """The strengths of each application, by id; in four queries however many there are."""
    criteria = criteria_of(edition)
    severity = {pk: its.severity for pk, its in tally(edition).reviewers.items()}
    by_application: dict[int, list[Review]] = defaultdict(list)
    for review in Review.objects.filter(application__in=applications, state=ReviewState.SUBMITTED):
        by_application[review.application_id].append(review)
    return {
        application.pk: Strengths(
            criteria=_best_criteria(criteria, by_application[application.pk], severity),
            comments=_comments(by_application[application.pk]),
            answers=strong_answers(application.answers),
        )
        for application in applications
    }


def criterion_means(
    criteria: Iterable[Criterion], reviews: Sequence[Review], severity: Mapping[int, float]
) -> list[tuple[Criterion, float]]:
    """What readers gave for each criterion on average, without their severity; the best first."""
    found = []
    for criterion in criteria:
        given = [
            float(review.scores[str(criterion.pk)]) + severity.get(review.reviewer_id or 0, 0.0)
            for review in reviews
            if review.scores.get(str(criterion.pk)) is not None
        ]
        if given:
            found.append((criterion, fmean(given)))
    return sorted(found, key=lambda pair: -pair[1])


def strong_answers(answers: Mapping[str, float]) -> dict[str, float]:
    """The answers that lie highest, of different sections first. A question without a better answer is left out."""
    ranked: list[tuple[float, int, str, str]] = []
    for place, question in enumerate(questions_asked().questions):
        if question.key in answers and question.direction:
            share = _share(question, answers[question.key])
            if share >= HIGH:
                ranked.append((-share, place, question.section, question.key))
    ranked.sort()
    seen: set[str] = set()
    firsts: list[str] = []
    others: list[str] = []
    for _negated, _place, section, key in ranked:
        (others if section in seen else firsts).append(key)
        seen.add(section)
    return {key: answers[key] for key in [*firsts, *others][:MOST_ANSWERS]}


def _share(question: Any, value: float) -> float:
    """How far up the question's levels an answer lies, from 0 to 1, the better end being 1."""
    last = len(question.levels) - 1
    level = min(last, max(0, bisect_right(question.levels, value) - 1))
    share = level / last if last else 0.0
    return share if question.direction > 0 else 1 - share


def _best_criteria(
    criteria: Sequence[Criterion], reviews: Sequence[Review], severity: Mapping[int, float]
) -> list[Criterion]:
    means = criterion_means(criteria, reviews, severity)
    strong = [criterion for criterion, mean in means if mean >= STRONG]
    return strong[:MOST_CRITERIA] or [criterion for criterion, _mean in means[:1]]


def _comments(reviews: Sequence[Review]) -> list[str]:
    written = [review.comment_applicant.strip() for review in reviews]
    return [comment for comment in written if comment][:MOST_COMMENTS]


def section_titles() -> dict[str, str]:
    """The sections of the questions in the reader's language."""
    return {section.key: in_language(section.title) for section in questions_asked().sections}
