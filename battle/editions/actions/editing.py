"""An edition is made and changed, and its jury pinned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from battle.accounts.actions import grant_role
from battle.accounts.enums import Role
from battle.accounts.models import User
from battle.editions.models import Edition, Prize, Sponsor
from battle.editions.queries import RESERVED_SLUGS, slug_taken
from battle.problems import Refused

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class PrizeLine:
    text: str
    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class SponsorLine:
    name: str
    url: str = ""


class EditionFields(TypedDict, total=False):
    name: str
    slug: str
    city: str
    country: str
    venue: str
    time_zone: str
    call_opens_at: datetime
    call_closes_at: datetime
    show_starts_at: datetime
    finalists_wanted: int
    mode: str
    languages: list[str]


@transaction.atomic
def create_edition(
    *,
    creator: User,
    prizes: Sequence[PrizeLine] = (),
    sponsors: Sequence[SponsorLine] = (),
    **fields: Unpack[EditionFields],
) -> Edition:
    """Make an edition; its creator becomes its organiser and host.

    Raises
    ------
    Refused : a field cannot be right; `field` names it.
    """
    edition = Edition(**fields)
    _require_sound(edition)
    edition.save()
    _replace_lines(edition, prizes, sponsors)
    for role in (Role.ORGANISER, Role.HOST):
        grant_role(user=creator, edition_id=edition.pk, role=role)
    return edition


@transaction.atomic
def update_edition(
    *,
    edition: Edition,
    prizes: Sequence[PrizeLine] | None = None,
    sponsors: Sequence[SponsorLine] | None = None,
    **fields: Unpack[EditionFields],
) -> Edition:
    """Change what is given; None leaves prizes or sponsors as they are.

    Raises
    ------
    Refused : a field cannot be right, or ``show_opened`` for what a show's log already carries.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    for name, value in fields.items():
        if name in locked_fields(edition) and getattr(edition, name) != value:
            message = _("The show has been opened; this can no longer be changed.")
            raise Refused("show_opened", message, field=name)
        setattr(edition, name, value)
    _require_sound(edition)
    edition.save()
    _replace_lines(edition, prizes, sponsors)
    return edition


def locked_fields(edition: Edition) -> set[str]:
    """What can no longer change because an opened show's log carries it. The demo may be opened again and again."""
    if not edition.jury_model:
        return set()
    return {"slug"} if edition.is_demo else {"slug", "mode", "finalists_wanted"}


def pin_jury_model(*, edition: Edition, version: str) -> None:
    """Fix the jury model that scores an edition's show; it is never exchanged afterwards.

    Raises
    ------
    Refused : ``model_pinned``, another model is pinned.
    """
    claimed = Edition.objects.filter(pk=edition.pk, jury_model__in=["", version]).update(jury_model=version)
    if not claimed:
        raise Refused("model_pinned", _("Another jury model is pinned to this edition."))
    edition.jury_model = version


def _require_sound(edition: Edition) -> None:
    if edition.slug in RESERVED_SLUGS:
        message = _("This short name is reserved; choose another.")
        raise Refused("slug_reserved", message, field="slug", http_status=422)
    if slug_taken(edition.slug, except_pk=edition.pk):
        raise Refused("slug_taken", _("Another edition has this short name."), field="slug", http_status=422)
    try:
        edition.clean_fields()
    except ValidationError as problem:
        field, errors = next(iter(problem.error_dict.items()))
        raise Refused(
            str(errors[0].code or "invalid"), errors[0].messages[0], field=field, http_status=422
        ) from problem
    _require_years_of_ours(edition)
    if edition.call_opens_at >= edition.call_closes_at:
        message = _("The call must close after it opens.")
        raise Refused("call_order", message, field="call_closes_at", http_status=422)
    if edition.call_closes_at > edition.show_starts_at:
        message = _("The show must not start before the call has closed.")
        raise Refused("show_before_call_closes", message, field="show_starts_at", http_status=422)


def _require_years_of_ours(edition: Edition) -> None:
    """Near the ends of the calendar a moment has no local time at the venue, and no page could show it."""
    for field in ("call_opens_at", "call_closes_at", "show_starts_at"):
        moment: datetime = getattr(edition, field)
        near = FIRST_YEAR - 1 <= moment.year <= LAST_YEAR + 1
        if not near or not FIRST_YEAR <= moment.astimezone(edition.zone).year <= LAST_YEAR:
            message = _("Enter a date and a time between 2000 and 2100.")
            raise Refused("year_out_of_range", message, field=field, http_status=422)


def _replace_lines(
    edition: Edition, prizes: Sequence[PrizeLine] | None, sponsors: Sequence[SponsorLine] | None
) -> None:
    if prizes is not None:
        for line in prizes:
            _require_amount_with_currency(line)
        edition.prizes.all().delete()
        Prize.objects.bulk_create(
            Prize(
                edition=edition, position=position, text=line.text, amount=line.amount, currency=line.currency
            )
            for position, line in enumerate(prizes)
        )
    if sponsors is not None:
        edition.sponsors.all().delete()
        Sponsor.objects.bulk_create(
            Sponsor(edition=edition, position=position, name=line.name, url=line.url)
            for position, line in enumerate(sponsors)
        )


def _require_amount_with_currency(line: PrizeLine) -> None:
    if (line.amount is None) != (not line.currency):
        message = _("An amount needs a currency, and a currency an amount.")
        raise Refused("amount_and_currency", message, field="prizes", http_status=422)
