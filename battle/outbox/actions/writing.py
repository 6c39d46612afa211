"""Letters written and released by the other rooms. How they are then sent: `outbox.postman`."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from battle.outbox import addresses
from battle.outbox.enums import State, Step
from battle.outbox.hints import ring_when_committed
from battle.outbox.models import Letter, LetterStep
from battle.outbox.text import many_lines, one_line
from battle.problems import Refused

BODY_MOST = 50_000
# As many rows as one statement names: every database takes that many values.
AT_ONCE = 500

Key = TypeVar("Key", int, str)


@transaction.atomic
def write(
    *,
    once: str,
    kind: str,
    to: str,
    language: str,
    subject: str,
    body: str,
    edition_id: int | None = None,
    about: str = "",
    values: Mapping[str, str] | None = None,
) -> Letter:
    """Draft a letter; the same `once` gives the letter that exists, unchanged.

    `once` says what the letter is (``receipt:<application>:<revision>``). It stays for good, so name nobody in it.
    `values` are what an organiser who rewords all drafts of a kind may have filled in, by placeholder.

    Raises
    ------
    Refused : ``bad_recipient`` (to), ``letter_too_long`` or ``letter_empty`` (body).
    """
    to = to.strip()
    if not addresses.is_reachable(to):
        raise Refused(
            "bad_recipient", _("This is no address that a mail can be sent to."), field="to", http_status=422
        )
    fields = {**text_of(subject, body), "kind": kind, "to": to, "language": _known(language)}
    fields |= {"edition_id": edition_id, "about": about, "values": dict(values or {})}
    fields["message_id"] = _message_id(once)
    letter, _written = Letter.objects.get_or_create(once=_without_address(once), defaults=fields)
    return letter


@transaction.atomic
def release(
    letters: Iterable[Letter], *, by: int | None = None, urgent: bool = False, at: datetime | None = None
) -> int:
    """Put drafts into the queue, and tell a worker once that is committed; returns how many were drafts."""
    at = at or timezone.now()
    count = 0
    for keys in in_portions([letter.pk for letter in letters]):
        count += _release(keys, by=by, urgent=urgent, at=at)
    if count:
        ring_when_committed()
    return count


def post(
    *,
    once: str,
    kind: str,
    to: str,
    language: str,
    subject: str,
    body: str,
    edition_id: int | None = None,
    about: str = "",
) -> Letter:
    """Write a letter that goes at once, before those released by the hundred; the same `once` sends nothing more."""
    with transaction.atomic():
        letter = write(
            once=once,
            kind=kind,
            to=to,
            language=language,
            subject=subject,
            body=body,
            edition_id=edition_id,
            about=about,
        )
        if letter.state == State.DRAFT and release([letter], urgent=True):
            letter.refresh_from_db()
    return letter


def in_portions(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    """The keys, as many at a time as one statement names."""
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


def _release(keys: Sequence[int], *, by: int | None, urgent: bool, at: datetime) -> int:
    # Locked first, so that the trail names exactly the letters that this call released.
    drafts = Letter.objects.select_for_update().filter(pk__in=keys, state=State.DRAFT)
    keys = list(drafts.values_list("pk", flat=True))
    Letter.objects.filter(pk__in=keys).update(
        state=State.QUEUED, released_at=at, due_at=at, urgent=urgent, attempts=0, problem="", server_code=""
    )
    note(keys, Step.RELEASED, by=by, at=at)
    return len(keys)


def note(keys: Sequence[int], step: Step, *, by: int | None, at: datetime) -> None:
    """Add a line to the trail of each of these letters."""
    LetterStep.objects.bulk_create([LetterStep(letter_id=key, step=step, by_id=by, at=at) for key in keys])


def text_of(subject: str, body: str) -> dict[str, Any]:
    """The fields of a letter's text, fit for a mail.

    Raises
    ------
    Refused : ``letter_empty`` or ``letter_too_long``, at the field.
    """
    subject, body = one_line(subject), many_lines(body)
    if not subject:
        raise Refused("letter_empty", _("A letter needs a subject."), field="subject", http_status=422)
    if not body.strip():
        raise Refused("letter_empty", _("A letter needs a text."), field="body", http_status=422)
    if len(body) > BODY_MOST:
        message = _("A letter may have up to %(most)s characters.") % {"most": BODY_MOST}
        raise Refused("letter_too_long", message, field="body", http_status=422)
    return {"subject": subject, "body": body}


def _known(language: str) -> str:
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _without_address(once: str) -> str:
    """A key outlives what it is about, so it may hold no address; and it must fit."""
    if "@" not in once and len(once) <= 200:
        return once
    return f"sha256:{hashlib.sha256(once.encode()).hexdigest()}"


def _message_id(once: str) -> str:
    """The same for the same letter, whoever sends it and how often: what a mailbox tells copies apart by."""
    domain = addresses.bare(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2] or "localhost"
    return f"<{salted_hmac('battle.outbox', once).hexdigest()[:40]}@{domain}>"
