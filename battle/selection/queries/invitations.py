"""Who was invited, and who would be next."""

from django.db.models import F, QuerySet

from battle.applications.enums import State
from battle.applications.models import Application
from battle.editions.models import Edition
from battle.outbox.enums import State as LetterState
from battle.outbox.queries import letters
from battle.selection.models import Decision, Invitation, Shortlist

ANSWER_DAYS = 3
KINDS = ("invitation", "reserve", "not_selected")


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


def is_unsent(invitation: Invitation) -> bool:
    """Whether the letter with the invitation is still to be drafted, or to be sent by an organiser."""
    if Decision.objects.filter(application=invitation.application_id, letter_due=True).exists():
        return True
    drafts = letters(invitation.edition_id, about=invitation.application.key)
    return drafts.filter(kind="invitation", state=LetterState.DRAFT).exists()


def drafts_left(edition: Edition) -> int:
    """How many letters about the choice lie in the outbox and were not sent."""
    return letters(edition.pk).filter(kind__in=KINDS, state=LetterState.DRAFT).count()
