"""An invitation is answered or lapses, and reserves move up on their own.

Everything that gives or takes a place does so under the lock of the edition's row: two places given back at once
invite two different reserves, and an answer and the end of its time are one or the other.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from battle.applications.actions import choosing
from battle.applications.enums import State
from battle.applications.models import Application
from battle.editions.models import Edition
from battle.problems import Refused
from battle.selection.actions.letters import cancel_drafts, post_invitation, post_lapse, tell_organisers
from battle.selection.enums import Outcome
from battle.selection.models import Invitation
from battle.selection.queries.invitations import answer_days, is_unsent, reserves
from battle.selection.queries.plan import places_taken


@transaction.atomic
def answer_invitation(*, application: Application, accept: bool, now: datetime) -> Invitation:
    """Accept a place, which is the last on the running order, or give it back, and the next reserve is invited.

    The same answer twice changes nothing.

    Raises
    ------
    Refused : ``show_opened``, ``not_invited``, ``invitation_lapsed`` or ``answered_otherwise``.
    """
    edition = choosing.lock_edition(application.edition)
    invitation = Invitation.objects.filter(application=application).select_related("application").first()
    if invitation is None:
        raise Refused("not_invited", _("There is no invitation for this application."))
    wanted = Outcome.ACCEPTED if accept else Outcome.DECLINED
    if invitation.outcome == wanted:
        return invitation
    _require_answerable(edition, invitation, now)
    invitation.application.edition = edition
    if accept:
        _close(invitation, Outcome.ACCEPTED, now)
        choosing.add_finalist(invitation.application)
    else:
        _give_back(edition, invitation, Outcome.DECLINED, now)
    return invitation


@transaction.atomic
def take_back(*, edition: Edition, key: str, now: datetime) -> Invitation:
    """Take an invitation back that was not answered; the startup is shortlisted again. Nobody is invited instead.

    Raises
    ------
    Refused : ``not_invited``.
    """
    edition = choosing.lock_edition(edition)
    opened = Invitation.objects.filter(edition=edition, application__key=key, outcome=Outcome.OPEN)
    invitation = opened.select_related("application").first()
    if invitation is None:
        raise Refused("not_invited", _("This startup has no invitation that is still open."))
    _close(invitation, Outcome.TAKEN_BACK, now)
    choosing.put_in_state([invitation.application], State.SHORTLISTED)
    return invitation


def lapse_invitations(*, now: datetime) -> int:
    """Give on the places of who did not answer in time; returns how many.

    An opened show takes nobody any more, and who was never written to cannot be late.
    """
    late = Invitation.objects.filter(outcome=Outcome.OPEN, respond_by__lte=now).order_by("respond_by", "pk")
    return sum(_lapse(pk, now) for pk in late.values_list("pk", flat=True))


def settle_withdrawn(*, now: datetime) -> int:
    """Give on the places of applications that were withdrawn after they were invited; returns how many."""
    gone = Invitation.objects.filter(
        outcome__in=[Outcome.OPEN, Outcome.ACCEPTED], application__state=State.WITHDRAWN
    )
    return sum(_settle_withdrawn(pk, now) for pk in gone.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _lapse(pk: int, now: datetime) -> int:
    edition, invitation = _locked(pk)
    # Looked at again under the lock: it may have been answered, or another worker was here.
    if invitation.outcome != Outcome.OPEN or invitation.respond_by > now or choosing.order_is_fixed(edition):
        return 0
    if invitation.application.state == State.WITHDRAWN or is_unsent(invitation):
        return 0
    post_lapse(edition, invitation)
    _give_back(edition, invitation, Outcome.LAPSED, now)
    return 1


@transaction.atomic
def _settle_withdrawn(pk: int, now: datetime) -> int:
    edition, invitation = _locked(pk)
    if invitation.application.state != State.WITHDRAWN:
        return 0
    if invitation.outcome not in {Outcome.OPEN, Outcome.ACCEPTED}:
        return 0
    _close(invitation, Outcome.WITHDRAWN, now)
    _invite_next(edition, invitation, now)
    return 1


def _locked(pk: int) -> tuple[Edition, Invitation]:
    invitation = Invitation.objects.select_related("edition").get(pk=pk)
    edition = choosing.lock_edition(invitation.edition)
    return edition, Invitation.objects.select_related("application").get(pk=pk)


def _give_back(edition: Edition, invitation: Invitation, outcome: Outcome, now: datetime) -> None:
    _close(invitation, outcome, now)
    choosing.put_in_state([invitation.application], State.DECLINED)
    _invite_next(edition, invitation, now)


def _close(invitation: Invitation, outcome: Outcome, now: datetime) -> None:
    invitation.outcome, invitation.answered_at = outcome, now
    invitation.save()
    if outcome != Outcome.ACCEPTED:
        cancel_drafts(invitation.edition, [invitation.application.key])


def _invite_next(edition: Edition, freed: Invitation, now: datetime) -> None:
    """The first reserve gets the place, unless the organisers have given it away or the show is about to begin."""
    following = None
    late = choosing.order_is_fixed(edition) or now >= edition.show_starts_at
    if not late and places_taken(edition) < edition.finalists_wanted:
        reserve = reserves(edition).first()
        if reserve is not None:
            following = _invite(edition, reserve, now)
    tell_organisers(edition, freed, following)


def _invite(edition: Edition, reserve: Application, now: datetime) -> Invitation:
    respond_by = min(now + timedelta(days=answer_days(edition)), edition.show_starts_at)
    choosing.put_in_state([reserve], State.INVITED)
    invitation = Invitation.objects.create(
        application=reserve, edition=edition, respond_by=respond_by, invited_at=now
    )
    post_invitation(edition, invitation)
    return invitation


def _require_answerable(edition: Edition, invitation: Invitation, now: datetime) -> None:
    if invitation.outcome == Outcome.TAKEN_BACK:
        raise Refused("not_invited", _("This invitation was taken back."))
    if invitation.outcome in {Outcome.ACCEPTED, Outcome.DECLINED}:
        message = _("You have answered already. Write to the organisers if something has changed.")
        raise Refused("answered_otherwise", message)
    if invitation.outcome != Outcome.OPEN or now >= invitation.respond_by:
        raise Refused("invitation_lapsed", _("The time to answer is over; the place has been given on."))
    if invitation.application.state != State.INVITED:
        raise Refused("not_invited", _("There is no invitation for this application."))
    if choosing.order_is_fixed(edition):
        raise Refused("show_opened", _("The show has been opened; its finalists are fixed."))
