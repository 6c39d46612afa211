"""Opening a show."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from battle.applications.models import Application
from battle.applications.queries import finalists as finalists_of
from battle.editions.actions import pin_jury_model
from battle.editions.models import Edition
from battle.problems import Refused
from battle.showlog.events import ContenderIntro, Opened
from battle.showlog.log import current_show, writing
from battle.showlog.models import Entry, Show
from battle.stage.actions.turn import key_reused, require_key
from scoring import service


@transaction.atomic
def open_show(*, edition: Edition, actor: str, at: datetime, key: str | None = None) -> Show:
    """Begin the show of an edition with its finalists in running order, judged by the edition's pinned jury model.

    Only the demo is opened again; its earlier shows stay in the log.

    Raises
    ------
    Refused : ``not_published``, ``already_open``, ``finalists_missing``, ``no_jury_model``, ``key_unusable``,
        ``key_reused``.
    """
    require_key(key)
    # Two hosts may press at once: the second waits here and then finds the show of the first.
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    newest = current_show(edition.slug)
    if newest and key and _is_opening(newest, key):
        return newest
    if newest and not edition.is_demo:
        raise Refused("already_open", _("The show of this edition has been opened already."))
    if not edition.is_published:
        raise Refused("not_published", _("The battle is a draft: publish it before its show is opened."))
    finalists = _require_finalists(edition)
    model = _pin_model(edition, at)
    show = Show.objects.create(edition_slug=edition.slug, number=newest.number + 1 if newest else 1)
    with writing(show.pk) as writer:
        event = Opened(
            edition=edition.slug,
            title=edition.name,
            mode=edition.mode,  # type: ignore[arg-type]  # the database holds one of the two
            questionnaire=model.questionnaire,
            model=model.version,
            model_sha256=model.sha256,
            contenders=[
                ContenderIntro(key=finalist.key, company=finalist.company, one_liner=finalist.one_liner)
                for finalist in finalists
            ],
        )
        writer.append(event, actor=actor, at=at, key=key)
        return writer.show


def _is_opening(show: Show, key: str) -> bool:
    """Whether this key opened the show already; refused where it did something else."""
    entry = Entry.objects.filter(show=show, key=key).first()
    if entry and entry.kind != "opened":
        raise key_reused()
    return entry is not None


def _require_finalists(edition: Edition) -> list[Application]:
    finalists = list(finalists_of(edition))
    if len(finalists) != edition.finalists_wanted:
        message = _("The running order has %(there)d finalists; this edition wants %(wanted)d.")
        raise Refused(
            "finalists_missing", message % {"there": len(finalists), "wanted": edition.finalists_wanted}
        )
    return finalists


def _pin_model(edition: Edition, at: datetime) -> service.ModelRef:
    """The edition's jury model, noted as used; the champion is pinned where none is. It is kept from now on."""
    try:
        model = service.model_ref(edition.jury_model) if edition.jury_model else service.champion()
        service.note_use(model, now=at)
    except service.NoJuryModel as problem:
        message = _("There is no jury model yet; a data steward has to train one.")
        raise Refused("no_jury_model", message) from problem
    pin_jury_model(edition=edition, version=model.version)
    return model
