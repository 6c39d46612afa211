"""An edition is made and changed, and its jury pinned."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from battle.accounts.actions import grant_role
from battle.accounts.enums import Role
from battle.accounts.models import User
from battle.editions.actions.lines import PrizeLine, SponsorLine, replace_prizes, replace_sponsors
from battle.editions.models import Edition
from battle.editions.queries import slug_problem
from battle.editions.texts import TEXT_FIELDS, has_privacy_notice
from battle.problems import Refused

FIRST_YEAR, LAST_YEAR = 2000, 2100


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
    retention_until: date | None


@transaction.atomic
def create_edition(
    *,
    creator: User,
    prizes: Sequence[PrizeLine] = (),
    sponsors: Sequence[SponsorLine] = (),
    texts: Mapping[str, str] | None = None,
    **fields: Unpack[EditionFields],
) -> Edition:
    """Make an edition, a draft for its team only; its creator becomes its organiser and host.

    `texts` by field, such as ``about_pt_br``.

    Raises
    ------
    Refused : a field cannot be right; `field` names it.
    """
    edition = Edition(**fields)
    _write_texts(edition, texts)
    require_sound(edition)
    edition.save()
    replace_prizes(edition, prizes)
    replace_sponsors(edition, sponsors)
    for role in (Role.ORGANISER, Role.HOST):
        grant_role(user=creator, edition_id=edition.pk, role=role)
    return edition


@transaction.atomic
def update_edition(
    *,
    edition: Edition,
    prizes: Sequence[PrizeLine] | None = None,
    sponsors: Sequence[SponsorLine] | None = None,
    texts: Mapping[str, str] | None = None,
    seen: int | None = None,
    **fields: Unpack[EditionFields],
) -> Edition:
    """Change what is given; None leaves prizes or sponsors as they are, and a text that is not given as well.

    `seen` is the revision that whoever changes it has before their eyes; None changes whatever stands there.

    Raises
    ------
    Refused : a field cannot be right, ``show_opened`` for what a show's log already carries, ``still_needed``
        where a public page would lose its privacy notice, or ``changed_elsewhere`` where `seen` is older.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if seen is not None and seen != edition.revision:
        message = _(
            "Somebody changed this battle meanwhile. Nothing you entered is lost: save again to replace it by yours."
        )
        raise Refused("changed_elsewhere", message)
    had_notice = edition.is_published and has_privacy_notice(edition)
    for name, value in fields.items():
        if name in locked_fields(edition) and getattr(edition, name) != value:
            message = _("The show has been opened; this can no longer be changed.")
            raise Refused("show_opened", message, field=name)
        setattr(edition, name, value)
    _write_texts(edition, texts)
    require_sound(edition)
    if had_notice:
        _require_notice_kept(edition)
    edition.revision += 1
    edition.save()
    if prizes is not None:
        replace_prizes(edition, prizes)
    if sponsors is not None:
        replace_sponsors(edition, sponsors)
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
    # The conditional update decides a race; only a saved row enters the history.
    edition.save(update_fields=["jury_model", "changed_at"])


def _write_texts(edition: Edition, texts: Mapping[str, str] | None) -> None:
    for field, text in (texts or {}).items():
        if field not in TEXT_FIELDS:
            raise Refused("unknown_text", _("There is no such text."), field=field, http_status=422)
        setattr(edition, field, text)


def _require_notice_kept(edition: Edition) -> None:
    """Applicants of a public page were told what happens to their data: it may be rewritten, never taken away."""
    if not has_privacy_notice(edition):
        message = _("This battle is public: it needs its privacy notice in one of its languages.")
        raise Refused("still_needed", message, http_status=422)


def require_sound(edition: Edition) -> None:
    """Refuse an edition that no action may save.

    Raises
    ------
    Refused : a field cannot be right; `field` names it.
    """
    if problem := slug_problem(edition.slug, except_pk=edition.pk):
        raise Refused(problem[0], problem[1], field="slug", http_status=422)
    try:
        edition.clean_fields()
    except ValidationError as invalid:
        field, errors = next(iter(invalid.error_dict.items()))
        raise Refused(
            str(errors[0].code or "invalid"), errors[0].messages[0], field=field, http_status=422
        ) from invalid
    _require_years_of_ours(edition)
    if edition.call_opens_at >= edition.call_closes_at:
        message = _("The call must close after it opens.")
        raise Refused("call_order", message, field="call_closes_at", http_status=422)
    if edition.call_closes_at > edition.show_starts_at:
        message = _("The show must not start before the call has closed.")
        raise Refused("show_before_call_closes", message, field="show_starts_at", http_status=422)
    kept_until = edition.retention_until
    if kept_until and kept_until < edition.show_starts_at.astimezone(edition.zone).date():
        message = _("Personal data is needed until the show; choose a later day.")
        raise Refused("retention_before_show", message, field="retention_until", http_status=422)


def _require_years_of_ours(edition: Edition) -> None:
    """Near the ends of the calendar a moment has no local time at the venue, and no page could show it."""
    for field in ("call_opens_at", "call_closes_at", "show_starts_at"):
        moment: datetime = getattr(edition, field)
        near = FIRST_YEAR - 1 <= moment.year <= LAST_YEAR + 1
        if not near or not FIRST_YEAR <= moment.astimezone(edition.zone).year <= LAST_YEAR:
            message = _("Enter a date and a time between 2000 and 2100.")
            raise Refused("year_out_of_range", message, field=field, http_status=422)
