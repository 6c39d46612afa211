"""What an edition still lacks before its show can be opened, as far as this room can see."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from battle.accounts.enums import Role
from battle.applications.enums import State
from battle.applications.models import Application
from battle.editions.enums import CallState
from battle.editions.models import Edition
from battle.outbox.enums import State as LetterState
from battle.outbox.queries import letters
from scoring import service


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list; the show cannot be opened while a required one is not done."""

    name: str
    done: bool
    required: bool
    sentence: str


def checklist(edition: Edition, *, finalists: int, now: datetime, invited: int | None = None) -> list[Check]:
    """The list, in the reader's language; `invited` where it was counted already."""
    missing = edition.finalists_wanted - finalists
    places = _("All finalists are on the running order.")
    if missing > 0:
        places = ngettext(
            "%(missing)d finalist is missing on the running order.",
            "%(missing)d finalists are missing on the running order.",
            missing,
        ) % {"missing": missing}
    elif missing < 0:
        places = _("More finalists are on the running order than the battle has places.")
    hosted = edition.memberships.filter(role=Role.HOST).exists()
    closed = edition.call_state(now) is CallState.CLOSED
    jury = _has_jury()
    return [
        Check("finalists", missing == 0, True, places),
        Check(
            "jury",
            jury,
            True,
            _("The jury is trained.")
            if jury
            else _("There is no jury model yet; a data steward has to train one."),
        ),
        Check(
            "host",
            hosted,
            False,
            _("The battle has a host.")
            if hosted
            else _("Nobody has the role of host yet; you can host yourself."),
        ),
        Check(
            "call",
            closed,
            False,
            _("The call has closed.") if closed else _("The call for applications has not closed yet."),
        ),
        Check("published", edition.is_published, False, _published(edition)),
        *_to_know(edition, invited),
    ]


def _published(edition: Edition) -> str:
    if edition.is_published:
        return _("The battle is published.")
    return _("The battle is not published yet: nobody but its team can see it.")


def _to_know(edition: Edition, invited: int | None) -> Iterator[Check]:
    """What the choice still waits for, said only where it does."""
    if invited is None:
        invited = Application.objects.filter(edition=edition, state=State.INVITED).count()
    if invited:
        sentence = ngettext(
            "%(invited)d invited startup has not answered yet.",
            "%(invited)d invited startups have not answered yet.",
            invited,
        )
        yield Check("invited", False, False, sentence % {"invited": invited})
    unsent = letters(edition.pk).filter(state=LetterState.DRAFT).count()
    if unsent:
        sentence = ngettext(
            "%(unsent)d letter in the outbox is not sent yet.",
            "%(unsent)d letters in the outbox are not sent yet.",
            unsent,
        )
        yield Check("letters", False, False, sentence % {"unsent": unsent})


def _has_jury() -> bool:
    try:
        service.champion()
    except service.NoJuryModel:
        return False
    return True
