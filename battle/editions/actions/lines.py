"""The prizes and sponsors of an edition, changed in place so that their history tells what became of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from battle.editions.models import Edition, Picture, Prize, Sponsor
from battle.editions.texts import LANGUAGES, text_field, text_in
from battle.problems import Refused


@dataclass(frozen=True, slots=True)
class PrizeLine:
    """A prize as it is to be. `text` is in the edition's first language; `texts`, by language, counts before it."""

    text: str = ""
    amount: Decimal | None = None
    currency: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class SponsorLine:
    """A sponsor as it is to be. `logo` is a picture's digest, "" for none, None for the one that stands."""

    name: str
    url: str = ""
    logo: str | None = None
    pk: int | None = None


def replace_prizes(edition: Edition, lines: Sequence[PrizeLine]) -> None:
    """Make an edition's prizes these. A line without a key is the prize with the same text, or a new one.

    Raises
    ------
    Refused : ``amount_and_currency`` or ``prize_without_text``.
    """
    first = edition.languages[0]
    there = {prize.pk: prize for prize in edition.prizes.all()}
    for position, line in enumerate(lines):
        _require_whole(line)
        prize = there.pop(line.pk, None) if line.pk else _same_text(there, line.text, first)
        prize = prize or Prize(edition=edition)
        texts = line.texts or {first: line.text}
        for language, text in texts.items():
            setattr(prize, text_field("text", language), text)
        prize.amount, prize.currency, prize.position = line.amount, line.currency, position
        prize.save()
    for prize in there.values():
        prize.delete()


def replace_sponsors(edition: Edition, lines: Sequence[SponsorLine]) -> None:
    """Make an edition's sponsors these. A line without a key is the sponsor of the same name, or a new one."""
    there = {sponsor.pk: sponsor for sponsor in edition.sponsors.all()}
    for position, line in enumerate(lines):
        sponsor = there.pop(line.pk, None) if line.pk else _same_name(there, line.name)
        sponsor = sponsor or Sponsor(edition=edition)
        sponsor.name, sponsor.url, sponsor.position = line.name, line.url, position
        if line.logo is not None:
            sponsor.logo = Picture.objects.filter(digest=line.logo).first()
        sponsor.save()
    for sponsor in there.values():
        sponsor.delete()


def _same_text(there: dict[int, Prize], text: str, language: str) -> Prize | None:
    pk = next((pk for pk, prize in there.items() if text_in(prize, "text", language) == text), None)
    return there.pop(pk) if pk is not None else None


def _same_name(there: dict[int, Sponsor], name: str) -> Sponsor | None:
    pk = next((pk for pk, sponsor in there.items() if sponsor.name == name), None)
    return there.pop(pk) if pk is not None else None


def _require_whole(line: PrizeLine) -> None:
    if (line.amount is None) != (not line.currency):
        message = _("An amount needs a currency, and a currency an amount.")
        raise Refused("amount_and_currency", message, field="prizes", http_status=422)
    if not line.text and not any(line.texts.get(language) for language in LANGUAGES):
        raise Refused("prize_without_text", _("A prize needs a text."), field="prizes", http_status=422)
