"""An edition forgets the people behind its applications, once the day has passed until which it may know them.

What stays are statistics: an application's key, state, dates, language, and its answers, which are choices and numbers.
A finalist of an opened show also keeps the name it stood on stage with, because the show's log is for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from battle.applications.actions import anonymise_application
from battle.applications.actions.filing import remove_later
from battle.applications.entries import FILES
from battle.applications.enums import State
from battle.applications.models import Application
from battle.editions.models import Edition
from battle.exchange.actions.intake import discard_intake
from battle.exchange.models import Forgetting, IntakeRow
from battle.outbox.actions import anonymise_about
from battle.outbox.models import Letter
from battle.reviews.actions import forget_texts, forget_ties
from battle.reviews.models import Review

COMMENTS = ("comment_organiser", "comment_applicant", "abstain_reason")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was, or would be, anonymised."""

    applications: int
    drafts: int
    files: int
    reviews: int
    letters: int

    def __bool__(self) -> bool:
        return any(asdict(self).values())


def would_forget(edition: Edition) -> Forgotten:
    """What forgetting would touch now; nothing, where it was done and nothing came since."""
    applications = _applications(edition)
    return Forgotten(
        applications=applications.exclude(state=State.DRAFT).count(),
        drafts=applications.filter(state=State.DRAFT).count(),
        files=applications.exclude(deck="").count() + applications.exclude(logo="").count(),
        reviews=_reviews(edition).count(),
        letters=_letters(edition).count(),
    )


def anonymise_edition(*, edition: Edition, by: Any, now: datetime) -> Forgotten:
    """Anonymise applications, reviews' comments and letters, in them and in their histories; drafts are deleted.

    Each application is a transaction of its own, so that a worker that is killed goes on where it stopped, and two at
    once do no harm: what is anonymous already is passed over. Recorded once something was done.
    """
    told = would_forget(edition)
    if not told:
        return told
    letters_about = list(edition.applications.values_list("key", flat=True))
    for pk, state in list(_applications(edition).values_list("pk", "state")):
        _forget_application(pk, state, now)
    with transaction.atomic():
        for pks in _batched(edition.applications.values_list("pk", flat=True)):
            forget_texts(application_ids=pks)
        anonymise_about(letters_about, at=now)
        for intake in edition.intakes.filter(done_at=None):
            discard_intake(intake=intake)
        # A table without a line of headings has a person's cells for them.
        edition.intakes.update(header=[], samples=[])
        IntakeRow.objects.filter(intake__edition=edition).delete()
        # Whom reviewers are close to: names of people who never applied to anything.
        forget_ties(edition=edition)
        Forgetting.objects.create(edition=edition, by=by, at=now, counts=asdict(told))
    return told


def _applications(edition: Edition) -> QuerySet[Application]:
    return Application.objects.filter(edition=edition, anonymised_at=None).order_by("pk")


def _reviews(edition: Edition) -> QuerySet[Review]:
    said = Q()
    for name in COMMENTS:
        said |= ~Q(**{name: ""})
    return Review.objects.filter(said, edition=edition)


def _letters(edition: Edition) -> QuerySet[Letter]:
    """Those to the applicants; the team's own are the accounts' affair."""
    return Letter.objects.filter(edition=edition, anonymised_at=None).exclude(about="")


def _forget_application(pk: int, state: str, now: datetime) -> None:
    if state == State.DRAFT:
        with transaction.atomic():
            for draft in Application.objects.select_for_update().filter(pk=pk, state=State.DRAFT):
                for kind in FILES:
                    remove_later(draft, kind)
                draft.delete()
    elif Application.objects.filter(pk=pk, anonymised_at=None).exists():
        anonymise_application(application_id=pk, now=now)


def _batched(keys: Iterable[Any]) -> Iterator[list[Any]]:
    """By the thousand: a database takes so many parameters at a time."""
    left = iter(keys)
    while batch := list(islice(left, 1_000)):
        yield batch
