"""Letters about the choice, each in the language in which the application was written."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from battle.accounts.enums import Role
from battle.applications.models import Application
from battle.editions.models import Edition
from battle.outbox import actions as outbox
from battle.outbox.rendering import render
from battle.problems import Refused
from battle.selection.enums import Outcome, Verdict
from battle.selection.models import Decision, Invitation
from battle.selection.queries.strengths import strengths_of

# As many as one request drafts before it answers; the rest is drafted by the housekeeping.
AT_ONCE = 200
TEMPLATES = {
    Verdict.FINALIST: "selection/mail/invitation",
    Verdict.RESERVE: "selection/mail/reserve",
    Verdict.DECLINED: "selection/mail/not_selected",
}

logger = structlog.get_logger(__name__)


def draft_letters(*, edition: Edition) -> int:
    """Draft letters of applied decisions that have none yet, some at a time; returns how many. Nothing is sent.

    A letter's key names the decision and its round, so that no application gets the same answer twice.
    """
    due = Decision.objects.filter(edition=edition, letter_due=True).select_related("application")
    decisions = list(due.order_by("pk")[:AT_ONCE])
    found = [decision.application for decision in decisions]
    strengths = strengths_of(edition, found)
    invitations = _open_invitations(found)
    drafted = 0
    for decision in decisions:
        application = decision.application
        invitation = invitations.get(application.pk)
        with transaction.atomic():
            if decision.applied != Verdict.FINALIST or invitation:
                context = {"invitation": invitation, "strengths": strengths[application.pk]}
                drafted += _draft(edition, decision, context)
            Decision.objects.filter(pk=decision.pk, round=decision.round).update(letter_due=False)
    return drafted


def _draft(edition: Edition, decision: Decision, context: Mapping[str, Any]) -> int:
    verdict, application = Verdict(decision.applied), decision.application
    subject, body = _rendered(TEMPLATES[verdict], edition, application, context)
    try:
        outbox.write(
            once=f"decision:{decision.pk}:{decision.round}",
            kind=KINDS[verdict],
            to=application.contact_email,
            language=application.language,
            subject=subject,
            body=body,
            edition_id=edition.pk,
            about=application.key,
        )
    except Refused as refusal:
        # An address that no mail can reach, of an import perhaps: the others must not wait for it.
        logger.warning("decision_not_told", application=application.pk, code=refusal.code)
        return 0
    return 1


KINDS = {Verdict.FINALIST: "invitation", Verdict.RESERVE: "reserve", Verdict.DECLINED: "not_selected"}


def post_invitation(edition: Edition, invitation: Invitation) -> bool:
    """Write to a reserve that has moved up, at once; False where its address cannot be written to."""
    context = {"invitation": invitation, "moved_up": True}
    return _post(edition, invitation.application, "invitation", f"invitation:{invitation.pk}", context)


def post_lapse(edition: Edition, invitation: Invitation) -> bool:
    """Tell somebody who did not answer in time that the place is given away."""
    once = f"invitation-lapsed:{invitation.pk}"
    return _post(edition, invitation.application, "invitation_lapsed", once, {"invitation": invitation})


def tell_organisers(edition: Edition, freed: Invitation, following: Invitation | None) -> None:
    """Tell each organiser at once that a place was given back, and who is asked instead."""
    language = (edition.languages or [settings.LANGUAGE_CODE])[0]
    context = {
        "edition": edition,
        "freed": freed,
        "following": following,
        "url": settings.PUBLIC_URL + reverse("selection:decisions", args=[edition.slug]),
    }
    subject, body = render("selection/mail/place_freed", context, language)
    organisers = edition.memberships.filter(role=Role.ORGANISER, user__is_active=True).select_related("user")
    for membership in organisers:
        try:
            outbox.post(
                once=f"place-freed:{freed.pk}:{freed.outcome}:{membership.pk}",
                kind="place_freed",
                to=membership.user.email,
                language=language,
                subject=subject,
                body=body,
                edition_id=edition.pk,
                about=freed.application.key,
            )
        except Refused as refusal:
            logger.warning("organiser_not_told", membership=membership.pk, code=refusal.code)


def _post(
    edition: Edition, application: Application, kind: str, once: str, context: Mapping[str, Any]
) -> bool:
    subject, body = _rendered(f"selection/mail/{kind}", edition, application, context)
    try:
        outbox.post(
            once=once,
            kind=kind,
            to=application.contact_email,
            language=application.language,
            subject=subject,
            body=body,
            edition_id=edition.pk,
            about=application.key,
        )
    except Refused as refusal:
        logger.warning("letter_not_posted", application=application.pk, code=refusal.code)
        return False
    return True


def _rendered(
    template: str, edition: Edition, application: Application, context: Mapping[str, Any]
) -> tuple[str, str]:
    everything = {
        **context,
        "application": application,
        "edition": edition,
        "url": settings.PUBLIC_URL + reverse("application-answer", args=[edition.slug]),
        "public_url": settings.PUBLIC_URL + reverse("edition", args=[edition.slug]),
    }
    return render(template, everything, application.language)


def _open_invitations(found: Sequence[Application]) -> dict[int, Invitation]:
    opened = Invitation.objects.filter(application__in=found, outcome=Outcome.OPEN)
    return {invitation.application_id: invitation for invitation in opened}
