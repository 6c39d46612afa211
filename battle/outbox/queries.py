"""Reads of the outbox."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from battle.outbox.enums import KINDS, SERVER_PROBLEMS, Problem, State
from battle.outbox.models import Letter
from battle.outbox.rendering import PLACEHOLDERS

LIST_FIELDS = (
    "pk",
    "kind",
    "to",
    "subject",
    "language",
    "state",
    "problem",
    "server_code",
    "attempts",
    "created_at",
    "due_at",
    "sent_at",
    "anonymised_at",
)


def letters(edition_id: int, about: str = "") -> QuerySet[Letter]:
    """The letters of an edition, or only those about one application; the newest first."""
    found = Letter.objects.filter(edition_id=edition_id)
    return (found.filter(about=about) if about else found).order_by("-pk")


def listed(edition_id: int, *, state: str = "", kind: str = "", search: str = "") -> QuerySet[Letter]:
    """The letters that a list's filters leave, without their texts."""
    found = letters(edition_id).only(*LIST_FIELDS)
    if state in State.values:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    if search:
        found = found.filter(Q(to__icontains=search) | Q(subject__icontains=search) | Q(about=search))
    return found


def drafts(edition_id: int, kind: str, language: str = "") -> QuerySet[Letter]:
    found = letters(edition_id).filter(state=State.DRAFT, kind=kind)
    return found.filter(language=language) if language else found


@dataclass(frozen=True, slots=True)
class Pile:
    """All drafts of one kind: what one button sends. `newest` is the key of the one written last."""

    kind: str
    label: str
    count: int
    newest: int
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """How many letters an edition has, by state and by kind, and its piles of drafts."""

    by_state: dict[str, int]
    by_kind: dict[str, int]
    piles: list[Pile]

    @property
    def total(self) -> int:
        return sum(self.by_state.values())


def overview(edition_id: int) -> Overview:
    """Count everything in one query."""
    rows: list[Any] = list(
        Letter.objects.filter(edition_id=edition_id)
        .order_by()
        .values("kind", "state", "language")
        .annotate(count=Count("pk"), newest=Max("pk"))
    )
    by_state = {state: sum(row["count"] for row in rows if row["state"] == state) for state in State.values}
    kinds = sorted({row["kind"] for row in rows}, key=label_of)
    by_kind = {kind: sum(row["count"] for row in rows if row["kind"] == kind) for kind in kinds}
    piles = [_pile(kind, [row for row in rows if row["kind"] == kind]) for kind in kinds]
    return Overview(by_state, by_kind, [pile for pile in piles if pile.count])


def _pile(kind: str, rows: list[Any]) -> Pile:
    waiting = [row for row in rows if row["state"] == State.DRAFT]
    return Pile(
        kind=kind,
        label=label_of(kind),
        count=sum(row["count"] for row in waiting),
        newest=max((row["newest"] for row in waiting), default=0),
        languages=tuple(sorted({row["language"] for row in waiting})),
    )


def label_of(kind: str) -> str:
    return Letter(kind=kind).kind_label if kind not in KINDS else str(KINDS[kind])


def placeholders_of(found: Iterable[Letter]) -> list[str]:
    """What can be filled in for every one of these letters, in the order of the fixed list."""
    common = set(PLACEHOLDERS)
    for letter in found:
        common &= letter.values.keys()
    return [name for name in PLACEHOLDERS if name in common]


def as_template(letter: Letter) -> tuple[str, str]:
    """A letter's text with placeholders for what was filled in: where an organiser's own words can begin from."""
    names = {value: name for name, value in letter.values.items() if name in PLACEHOLDERS and value.strip()}
    if not names:
        return letter.subject, letter.body
    # The longest first, since a venue's name may hold the city's; whole words only, since a startup may be called "A".
    values = "|".join(re.escape(value) for value in sorted(names, key=len, reverse=True))
    filled_in = re.compile(rf"(?<!\w)(?:{values})(?!\w)")

    def unfilled(text: str) -> str:
        return filled_in.sub(lambda found: f"{{{names[found[0]]}}}", text)

    return unfilled(letter.subject), unfilled(letter.body)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a letter stands among those of its kind and state, so that one after the other can be looked at."""

    number: int
    count: int
    before: int | None
    after: int | None


def place_in_pile(letter: Letter) -> Place:
    alike = Letter.objects.filter(edition=letter.edition_id, kind=letter.kind, state=letter.state)
    told = alike.aggregate(
        count=Count("pk"),
        newer=Count("pk", filter=Q(pk__gt=letter.pk)),
        before=Min("pk", filter=Q(pk__gt=letter.pk)),
        after=Max("pk", filter=Q(pk__lt=letter.pk)),
    )
    return Place(told["newer"] + 1, told["count"], told["before"], told["after"])


def trouble(edition_id: int) -> str:
    """What keeps all waiting letters back, in words, or nothing."""
    waiting = letters(edition_id).filter(state=State.QUEUED, problem__in=SERVER_PROBLEMS)
    problem = waiting.values_list("problem", flat=True).first()
    return str(Problem(problem).label) if problem else ""
