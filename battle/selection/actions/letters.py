"""Letters about the choice, each in the language in which the application was written."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from battle.accounts.enums import Role
from battle.applications.enums import State as ApplicationState
from battle.applications.models import Application
from battle.editions.models import Edition
from battle.outbox import actions as outbox
from battle.outbox.enums import State
from battle.outbox.queries import letters
from battle.outbox.rendering import render
from battle.problems import Refused
from battle.selection.enums import Outcome, Verdict
from battle.selection.models import Decision, Invitation
from battle.selection.queries.strengths import Strengths, strengths_of
from battle.templatetags.venue import told_in_zone

# As many as one request drafts before it answers; the rest is drafted by the housekeeping.
AT_ONCE = 200
# The kind of letter that tells a verdict, and the name of its template.
TEMPLATES = {
    Verdict.FINALIST: "invitation",
    Verdict.RESERVE: "reserve",
    Verdict.DECLINED: "not_selected",
}

logger = structlog.get_logger(__name__)


def draft_letters(*, edition: Edition) -> int:
    """Draft letters of applied decisions that have none yet, some at a time; returns how many. Nothing is sent.

    A letter's key names the decision and its round, so that no application gets the same answer twice. What an earlier
    round had drafted and nobody sent is cancelled.
    """
    due = Decision.objects.filter(edition=edition, letter_due=True).select_related("application")
    decisions = list(due.order_by("pk")[:AT_ONCE])
    found = [decision.application for decision in decisions]
    strengths = strengths_of(edition, found)
    invitations = _open_invitations(found)
    again = [one for one in decisions if one.round > 1]
    cancel_drafts(edition, [one.application.key for one in again], but=[_once(one) for one in again])
    drafted = 0
    for decision in decisions:
        invitation = invitations.get(decision.application_id)
        with transaction.atomic():
            # Answered or taken back before it was written: there is nothing left to invite to.
            to_tell = decision.applied != Verdict.FINALIST or invitation
            if to_tell and _is_still_due(decision):
                drafted += _draft(edition, decision, strengths[decision.application_id], invitation)
            Decision.objects.filter(pk=decision.pk, round=decision.round).update(letter_due=False)
    return drafted


def cancel_drafts(edition: Edition, about: Sequence[str], *, but: Sequence[str] = ()) -> int:
    """Cancel what was drafted about these applications and nobody has sent; returns how many letters.

    Letters with a key in `but` stay: another worker may have drafted them a moment ago.
    """
    if not about:
        return 0
    drafts = letters(edition.pk).filter(state=State.DRAFT, kind__in=TEMPLATES.values(), about__in=about)
    keys = list(drafts.exclude(once__in=but).values_list("pk", flat=True))
    return outbox.cancel(edition_id=edition.pk, keys=keys, by=None, at=timezone.now()) if keys else 0


def _draft(edition: Edition, decision: Decision, strengths: Strengths, invitation: Invitation | None) -> int:
    application, kind = decision.application, TEMPLATES[Verdict(decision.applied)]
    context = {"invitation": invitation, "strengths": strengths}
    subject, body = _rendered(kind, edition, application, context)
    try:
        outbox.write(
            once=_once(decision),
            kind=kind,
            to=application.contact_email,
            language=application.language,
            subject=subject,
            body=body,
            edition_id=edition.pk,
            about=application.key,
            values=_values(edition, application, strengths, invitation),
        )
    except Refused as refusal:
        # An address that no mail can reach, of an import perhaps: the others must not wait for it.
        logger.warning("decision_not_told", application=application.pk, code=refusal.code)
        return 0
    return 1


def _is_still_due(decision: Decision) -> bool:
    """Held until its letter is written: with another verdict meanwhile, or withdrawn, this letter would be wrong."""
    due = Decision.objects.filter(pk=decision.pk, round=decision.round, letter_due=True)
    return bool(due.exclude(application__state=ApplicationState.WITHDRAWN).select_for_update(of=("self",)))


def _once(decision: Decision) -> str:
    return f"decision:{decision.pk}:{decision.round}"


def _values(
    edition: Edition, application: Application, strengths: Strengths, invitation: Invitation | None
) -> dict[str, str]:
    """What an organiser who rewords these letters may have filled in, in the language of the application."""
    with translation.override(application.language):
        values = {
            "company": application.company,
            "name": application.contact_name,
            "battle": edition.name,
            "city": edition.city,
            "venue": edition.venue,
            "show": told_in_zone(edition.show_starts_at, edition.time_zone),
            "strengths": render_to_string("selection/mail/_strengths.txt", {"strengths": strengths}).strip(),
        }
        if invitation:
            values["deadline"] = told_in_zone(invitation.respond_by, edition.time_zone)
            values["link"] = settings.PUBLIC_URL + reverse("application-answer", args=[edition.slug])
    return values


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
    spoken = (edition.languages or [settings.LANGUAGE_CODE])[0]
    context = {
        "edition": edition,
        "freed": freed,
        "following": following,
        "url": settings.PUBLIC_URL + reverse("selection:decisions", args=[edition.slug]),
    }
    organisers = edition.memberships.filter(role=Role.ORGANISER, user__is_active=True).select_related("user")
    for membership in organisers:
        language = membership.user.language or spoken
        subject, body = render("selection/mail/place_freed", context, language)
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
    subject, body = _rendered(kind, edition, application, context)
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
    kind: str, edition: Edition, application: Application, context: Mapping[str, Any]
) -> tuple[str, str]:
    everything = {
        **context,
        "application": application,
        "edition": edition,
        "url": settings.PUBLIC_URL + reverse("application-answer", args=[edition.slug]),
        "public_url": settings.PUBLIC_URL + reverse("edition", args=[edition.slug]),
    }
    return render(f"selection/mail/{kind}", everything, application.language)


def _open_invitations(found: Sequence[Application]) -> dict[int, Invitation]:
    opened = Invitation.objects.filter(application__in=found, outcome=Outcome.OPEN)
    return {invitation.application_id: invitation for invitation in opened}
