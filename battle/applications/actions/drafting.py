"""The owner of an application begins it and fills it in, entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from battle.applications import queries
from battle.applications.calls import require_changeable, require_open_call
from battle.applications.entries import all_entries, put, value_of
from battle.applications.enums import State
from battle.applications.models import Application, LateAccess, LateCode
from battle.editions.models import Edition
from battle.problems import Refused
from scoring import service

# What a new draft takes over from the newest application of the same address. Consent is given anew each time.
TAKEN_OVER = (
    "company",
    "one_liner",
    "website",
    "contact_name",
    "people",
    "investor_names",
    "pitch",
    "evidence",
)
FILES_TAKEN_OVER = ("logo", "deck")


@dataclass(frozen=True, slots=True)
class Begun:
    """The draft, or the application that was there; `known_from` is the edition that filled a new draft."""

    application: Application
    created: bool
    known_from: Edition | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """An entry that was changed since the page was loaded: what stands there now, and its revision."""

    theirs: Any
    revision: int


@dataclass(frozen=True, slots=True)
class Saved:
    """The application after a save, and the entries that were left as they are because somebody had changed them."""

    application: Application
    conflicts: dict[str, Conflict]


@transaction.atomic
def begin_application(
    *, edition: Edition, contact_email: str, code: str, language: str, now: datetime
) -> Begun:
    """Make the draft of an address, filled with what its newest application says; or go on with the one it has.

    A valid late code lets this one application in until the code ends; it is used up once per application.

    Raises
    ------
    Refused : ``call_not_open``, ``call_closed`` or ``code_not_valid``.
    """
    email = contact_email.strip().lower()
    late = queries.valid_late_code(edition, code, now)
    if late is not None:
        # Of two presses at once the second waits here, and then finds what the first one made.
        late = LateCode.objects.select_for_update().get(pk=late.pk)
    found = queries.application_of(edition, email)
    late = _use(late, found)
    if found is None:
        if late is None:
            _require_open(edition, code, now)
        return _create(edition, email, late, language, now)
    if late is not None:
        LateAccess.objects.update_or_create(application=found, defaults={"code": late, "used_at": now})
    return Begun(found, created=False)


@transaction.atomic
def save_entries(
    *, application_id: int, values: Mapping[str, Any], revisions: Mapping[str, int], now: datetime
) -> Saved:
    """Keep checked values, each only where nobody changed that entry since its revision; nobody is overwritten.

    A value that is there already is no conflict: a save whose answer got lost may be sent again.

    Raises
    ------
    Refused : ``call_not_open``, ``call_closed`` or ``not_changeable``; then nothing is kept.
    """
    application = locked(application_id)
    require_changeable(application, now)
    conflicts: dict[str, Conflict] = {}
    changed = False
    for name, value in values.items():
        entry = all_entries()[name]
        before, revision = value_of(application, entry), application.revisions.get(name, 0)
        if _same(before, value):
            continue
        if revisions.get(name, 0) != revision:
            conflicts[name] = Conflict(before, revision)
            continue
        put(application, entry, value, now)
        application.revisions = {**application.revisions, name: revision + 1}
        changed = True
    if changed:
        application.save()
    return Saved(application, conflicts)


def locked(application_id: int) -> Application:
    """The application, held against everybody else until the transaction ends."""
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("edition", "late_access__code")
        .get(pk=application_id)
    )


def _same(before: Any, value: Any) -> bool:
    return before == value or (before in (None, "", False) and value in (None, "", False))


def _use(late: LateCode | None, found: Application | None) -> LateCode | None:
    """Take one use of a code for an application that it has not let in yet; of two at once the last use goes to one."""
    if late is None or (found and LateAccess.objects.filter(application=found, code=late).exists()):
        return late
    taken = LateCode.objects.filter(pk=late.pk, uses_left__gt=0).update(uses_left=F("uses_left") - 1)
    return late if taken else None


def _require_open(edition: Edition, code: str, now: datetime) -> None:
    try:
        require_open_call(edition, now)
    except Refused:
        if not code:
            raise
        message = _("This invitation has ended or was used up. Ask the organisers for a new one.")
        raise Refused("code_not_valid", message) from None


def _create(edition: Edition, email: str, late: LateCode | None, language: str, now: datetime) -> Begun:
    application = Application(
        edition=edition, contact_email=email, language=language, state=State.DRAFT, created_at=now
    )
    known = queries.newest_of(email, but=edition)
    if known is not None:
        _take_over(application, known)
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError:
        # Pressed twice at once: the constraint let one through, and that one is the draft.
        there = queries.application_of(edition, email)
        if there is None:
            raise
        return Begun(there, created=False)
    if late is not None:
        LateAccess.objects.create(application=application, code=late, used_at=now)
    return Begun(application, created=True, known_from=known.edition if known else None)


def _take_over(application: Application, known: Application) -> None:
    for name in TAKEN_OVER:
        setattr(application, name, getattr(known, name))
    application.answers, application.facts = _still_asked(known.answers), _still_asked(known.facts)
    for name in FILES_TAKEN_OVER:
        file = getattr(known, name)
        if file and file.storage.exists(file.name):
            with file.open("rb") as content:
                setattr(application, name, ContentFile(content.read(), name="copy"))
            application.deck_name = known.deck_name if name == "deck" else application.deck_name


def _still_asked(answers: Mapping[str, float]) -> dict[str, float]:
    """The answers that today's questions still take."""
    kept = {}
    for key, value in answers.items():
        try:
            kept[key] = service.clean_answer(key, value)
        except service.AnswerProblem:
            continue
    return kept
