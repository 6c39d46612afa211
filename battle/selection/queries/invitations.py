"""Who was invited, and who would be next."""

from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from battle.applications.enums import State
from battle.applications.models import Application
from battle.editions.models import Edition
from battle.selection.enums import Outcome
from battle.selection.models import Invitation, Shortlist

ANSWER_DAYS = 3


def reserves(edition: Edition) -> QuerySet[Application]:
    """The reserves in the order in which they are invited; one that was made by hand comes last."""
    return Application.objects.filter(edition=edition, state=State.RESERVE).order_by(
        F("decision__rank").asc(nulls_last=True), "pk"
    )


def invitations(edition: Edition) -> QuerySet[Invitation]:
    """Every invitation of an edition, the newest first."""
    return Invitation.objects.filter(edition=edition).select_related("application")


def invitation_of(application: Application) -> Invitation | None:
    """The newest one."""
    return Invitation.objects.filter(application=application).first()


def answer_days(edition: Edition) -> int:
    """How many days a reserve that moves up has to answer."""
    days = Shortlist.objects.filter(edition=edition).values_list("answer_days", flat=True).first()
    return days or ANSWER_DAYS


def unanswered(edition: Edition, now: datetime) -> dict[str, int]:
    """How many invitations are open, and how many of them are late."""
    return Invitation.objects.filter(edition=edition, outcome=Outcome.OPEN).aggregate(
        open=Count("pk"), late=Count("pk", filter=Q(respond_by__lte=now))
    )
