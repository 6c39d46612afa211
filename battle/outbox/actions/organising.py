"""What an organiser does with letters: conditional updates, so that two of them, or a sender, never collide."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from battle.logs import masked
from battle.outbox import queries
from battle.outbox.actions.writing import in_portions, note, release, text_of
from battle.outbox.enums import CANCELLABLE, RECALLABLE, REPEATABLE, State, Step
from battle.outbox.hints import ring_when_committed
from battle.outbox.models import Letter
from battle.outbox.rendering import check, fill
from battle.problems import Refused


@transaction.atomic
def change(*, letter: Letter, subject: str, body: str, seen: str, by: int | None, at: datetime) -> Letter:
    """Change a draft's text. `seen` is the fingerprint of the text that the change began from.

    Raises
    ------
    Refused : ``not_a_draft``; ``changed_meanwhile`` where somebody else changed it; ``holds_private_link``; those of
        `writing.text_of`.
    """
    found = Letter.objects.select_for_update().get(pk=letter.pk)
    if found.state != State.DRAFT:
        raise Refused("not_a_draft", _("Only a draft can be changed. This letter is no draft any more."))
    if has_secret(found):
        raise Refused("holds_private_link", _("This letter holds a private link and cannot be changed."))
    if found.fingerprint != seen:
        message = _("Somebody changed this letter meanwhile. Compare the texts, then save again.")
        raise Refused("changed_meanwhile", message)
    text = text_of(subject, body)
    Letter.objects.filter(pk=found.pk, state=State.DRAFT).update(**text)
    note([found.pk], Step.EDITED, by=by, at=at)
    found.refresh_from_db()
    return found


@transaction.atomic
def reword(
    *, edition_id: int, kind: str, language: str, subject: str, body: str, by: int | None, at: datetime
) -> int:
    """Give all drafts of a kind in a language new words, with what is known of each recipient filled in.

    Raises
    ------
    Refused : ``unknown_placeholder`` at subject or body; ``no_drafts``; those of `writing.text_of`.
    """
    drafts = list(queries.drafts(edition_id, kind, language).select_for_update().defer("body").order_by("pk"))
    if not drafts:
        raise Refused("no_drafts", _("There is no draft of this kind any more."))
    known = queries.placeholders_of(drafts)
    check(subject, known, field="subject")
    check(body, known, field="body")
    for letter in drafts:
        text = filled(letter, subject, body)
        letter.subject, letter.body = text["subject"], text["body"]
    Letter.objects.bulk_update(drafts, ["subject", "body"], batch_size=200)
    note([letter.pk for letter in drafts], Step.EDITED, by=by, at=at)
    return len(drafts)


def filled(letter: Letter, subject: str, body: str) -> dict[str, Any]:
    """An organiser's words as this letter's recipient would get them."""
    return text_of(fill(subject, letter.values, field="subject"), fill(body, letter.values, field="body"))


@transaction.atomic
def release_drafts(
    *, edition_id: int, kind: str, count: int, newest: int, by: int | None, at: datetime
) -> int:
    """Release all drafts of a kind, if they are the ones whose number was stated.

    Raises
    ------
    Refused : ``drafts_changed`` where there are more, fewer or newer ones now.
    """
    drafts = list(queries.drafts(edition_id, kind).select_for_update().only("pk").order_by("-pk"))
    if len(drafts) != count or (drafts and drafts[0].pk != newest):
        message = ngettext(
            "There is %(count)s draft of this kind now. Look again, then send.",
            "There are %(count)s drafts of this kind now. Look again, then send.",
            len(drafts),
        )
        raise Refused("drafts_changed", message % {"count": len(drafts)})
    return release(drafts, by=by, at=at)


def release_chosen(*, edition_id: int, keys: Sequence[int], by: int | None, at: datetime) -> int:
    """Release the drafts among these letters; returns how many those were."""
    return release(queries.letters(edition_id).filter(pk__in=keys).only("pk"), by=by, at=at)


@transaction.atomic
def cancel(*, edition_id: int, keys: Sequence[int], by: int | None, at: datetime) -> int:
    """Never send these letters, those of them that are not on their way yet; returns how many."""
    changes = {"state": State.CANCELLED, "due_at": None}
    return _move(edition_id, keys, Q(state__in=CANCELLABLE), Step.CANCELLED, by, at, changes)


@transaction.atomic
def recall(*, edition_id: int, keys: Sequence[int], by: int | None, at: datetime) -> int:
    """Make drafts again of letters that wait or were cancelled; returns how many."""
    changes = {"state": State.DRAFT, "due_at": None, "released_at": None, "problem": ""}
    return _move(edition_id, keys, Q(state__in=RECALLABLE), Step.RECALLED, by, at, changes)


@transaction.atomic
def retry(*, edition_id: int, keys: Sequence[int] | None, by: int | None, at: datetime) -> int:
    """Send letters again that are known not to have arrived, all of them where no keys are given."""
    if keys is None:
        failed = queries.letters(edition_id).filter(state__in=REPEATABLE)
        keys = list(failed.values_list("pk", flat=True))
    return _again(edition_id, keys, Q(state__in=REPEATABLE), by, at)


@transaction.atomic
def settle(*, letter: Letter, arrived: bool, by: int | None, at: datetime) -> None:
    """End the doubt about a letter: it arrived, or it is to be sent again.

    Raises
    ------
    Refused : ``not_in_doubt``.
    """
    edition_id, doubtful = letter.edition_id, Q(state=State.IN_DOUBT)
    changes: dict[str, Any] = {"state": State.SENT, "sent_at": F("handed_at"), "problem": "", "claim": ""}
    done = (
        _move(edition_id, [letter.pk], doubtful, Step.SETTLED, by, at, changes)
        if arrived
        else _again(edition_id, [letter.pk], doubtful, by, at)
    )
    if not done:
        raise Refused("not_in_doubt", _("There is no doubt about this letter any more."))


def has_secret(letter: Letter) -> bool:
    """Whether the letter carries a link that is for its recipient alone."""
    return masked(letter.body) != letter.body


def _again(edition_id: int | None, keys: Sequence[int], which: Q, by: int | None, at: datetime) -> int:
    changes = {"state": State.QUEUED, "due_at": at, "attempts": 0, "problem": "", "server_code": ""}
    changes |= {"claim": "", "handed_at": None, "sent_at": None}
    count = _move(edition_id, keys, which & ~Q(to=""), Step.RETRIED, by, at, changes)
    if count:
        ring_when_committed()
    return count


def _move(
    edition_id: int | None,
    keys: Sequence[int],
    which: Q,
    step: Step,
    by: int | None,
    at: datetime,
    changes: dict[str, Any],
) -> int:
    """Change those of the letters to which the condition still applies, and note exactly those."""
    moved = 0
    for portion in in_portions(keys):
        found = Letter.objects.filter(which, edition=edition_id, pk__in=portion)
        touched = list(found.select_for_update().values_list("pk", flat=True))
        moved += Letter.objects.filter(which, pk__in=touched).update(**changes)
        note(touched, step, by=by, at=at)
    return moved
