"""A table comes in: kept, its columns matched, shown, and confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from battle.applications.enums import Source
from battle.applications.models import Application
from battle.editions.models import Edition
from battle.exchange.enums import Kind, Stage
from battle.exchange.limits import KEPT_DAYS, MOST_OPEN_INTAKES
from battle.exchange.models import Intake, IntakeRow
from battle.exchange.plan import Plan, Row, make_plan
from battle.exchange.reading import Table, read_table
from battle.exchange.targets import ANSWER, FACT, guess, key_of, targets
from battle.exchange.told import change_told
from battle.problems import Refused

SAMPLES, SAMPLE_LENGTH = 3, 60
BATCH = 500


def receive_table(
    *, edition: Edition, by: Any, filename: str, data: bytes, language: str, now: datetime
) -> Intake:
    """Keep a table that can be read, its columns matched by their names as far as those tell.

    Raises
    ------
    Refused : see `exchange.reading.read_table`, or ``too_many_intakes``.
    """
    table = read_table(filename, data)
    if edition.intakes.exclude(stage=Stage.DONE).count() >= MOST_OPEN_INTAKES:
        message = _("%(most)d imports are open already. Confirm or discard one of them first.")
        raise Refused("too_many_intakes", message % {"most": MOST_OPEN_INTAKES}, field="file")
    intake = Intake(
        edition=edition,
        by=by,
        filename=_plain_name(filename),
        written_in=table.written_in,
        header=list(table.header),
        samples=_samples(table),
        row_count=len(table.rows),
        mapping=guess(table.header),
        language=language,
        created_at=now,
    )
    with transaction.atomic():
        intake.file.save(intake.key, ContentFile(data), save=False)
        intake.save(force_insert=True)
    return intake


def map_columns(*, intake: Intake, mapping: Mapping[str, str], language: str) -> Plan:
    """Say what the columns hold, and compare the table with what is there; writes the preview only.

    Raises
    ------
    Refused : ``intake_done``; with field ``mapping``: ``unknown_target``, ``target_twice`` or ``nothing_to_match_by``.
    """
    _check_mapping(intake, mapping)
    with transaction.atomic():
        intake = _open_intake(intake)
        intake.mapping, intake.language = dict(mapping), language
        plan = _plan_of(intake)
        _keep_preview(intake, plan)
    return plan


def confirm_intake(*, intake: Intake, by: Any, with_finalists: bool, now: datetime) -> Intake:
    """Write what the preview showed: all of it, once. Nobody is written to and no consent is implied.

    Raises
    ------
    Refused : ``intake_done``, ``not_previewed``, ``nothing_to_take``, or ``changed_meanwhile``, where the preview is
        made anew and has to be confirmed again.
    """
    try:
        with transaction.atomic():
            intake = _open_intake(intake)
            if intake.stage != Stage.PREVIEWED:
                raise Refused("not_previewed", _("Match the columns and look at the preview first."))
            plan = _plan_of(intake)
            if plan.digest == intake.digest:
                _take(intake, plan, by=by, with_finalists=with_finalists, now=now)
                return intake
            _keep_preview(intake, plan)
    except IntegrityError as error:
        # Somebody began with one of these addresses while they were being written; the next preview knows them.
        raise _changed_meanwhile() from error
    raise _changed_meanwhile()


def _changed_meanwhile() -> Refused:
    message = _(
        "Applications were changed since this preview was made. Look at the new one before you confirm."
    )
    return Refused("changed_meanwhile", message)


def discard_intake(*, intake: Intake) -> None:
    """Give a table up; nothing of it was written."""
    with transaction.atomic():
        _remove_file(intake)
        intake.delete()


def _remove_file(intake: Intake) -> None:
    """Only with the transaction: of what is rolled back the file is still needed."""
    if intake.file and intake.file.name:
        transaction.on_commit(partial(intake.file.storage.delete, intake.file.name))
    intake.file = ""


def delete_old_intakes(*, now: datetime) -> int:
    """Delete what is older than a week, with file and rows; of what was taken in the counts stay. Returns how many."""
    before = now - timedelta(days=KEPT_DAYS)
    deleted = 0
    for intake in Intake.objects.filter(created_at__lt=before).exclude(stage=Stage.DONE):
        discard_intake(intake=intake)
        deleted += 1
    IntakeRow.objects.filter(intake__stage=Stage.DONE, intake__done_at__lt=before).delete()
    return deleted


def _plain_name(filename: str) -> str:
    """What the file was called, without a path and without signs that are not to be seen."""
    name = filename.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in name if sign.isprintable())[:120] or "table"


def _samples(table: Table) -> list[list[str]]:
    return [
        [cell for row in table.rows[:50] if (cell := row[place][:SAMPLE_LENGTH])][:SAMPLES]
        for place in range(len(table.header))
    ]


def _check_mapping(intake: Intake, mapping: Mapping[str, str]) -> None:
    known = targets()
    for place, target in mapping.items():
        if not place.isdecimal() or int(place) >= len(intake.header) or target not in known:
            message = _("This column cannot hold that.")
            raise Refused("unknown_target", message, field=f"column-{place}"[:20], http_status=422)
        if sum(other == target for other in mapping.values()) > 1:
            message = _("Two columns cannot hold the same thing. Leave one of them out.")
            raise Refused("target_twice", message, field=f"column-{place}", http_status=422)
    if not {"reference", "contact_email"} & set(mapping.values()):
        message = _(
            "Say which column holds the contact's e-mail address, or the reference in the other tool."
        )
        raise Refused("nothing_to_match_by", message, field="mapping", http_status=422)


def _open_intake(intake: Intake) -> Intake:
    """The intake under a lock, after its edition: two confirmations come one after the other."""
    edition = Edition.objects.select_for_update(no_key=True).get(pk=intake.edition_id)
    found = Intake.objects.select_for_update().filter(pk=intake.pk).first()
    if found is None or found.stage == Stage.DONE:
        raise Refused("intake_done", _("This table was already taken in or discarded."))
    found.edition = edition
    return found


def _plan_of(intake: Intake) -> Plan:
    with intake.file.open("rb") as file:
        table = read_table(intake.filename, file.read())
    opened = bool(intake.edition.jury_model) and not intake.edition.is_demo
    return make_plan(intake.edition, table, intake.mapping, opened=opened)


def _keep_preview(intake: Intake, plan: Plan) -> None:
    intake.rows.all().delete()
    IntakeRow.objects.bulk_create([_shown(intake, row) for row in plan.rows], batch_size=BATCH)
    intake.stage, intake.digest, intake.counts = Stage.PREVIEWED, plan.digest, plan.counts
    intake.save()


def _shown(intake: Intake, row: Row) -> IntakeRow:
    new = (
        [(target, None, value) for target, value in row.values.items()]
        if row.kind == Kind.NEW
        else row.changes
    )
    return IntakeRow(
        intake=intake,
        number=row.number,
        kind=row.kind,
        company=row.company[:80],
        application_key=row.application_key,
        changes=[] if row.kind in {Kind.SAME, Kind.WRONG} else [change_told(*change) for change in new],
        problems=[asdict(trouble) for trouble in row.troubles],
        cells=row.cells if row.kind == Kind.WRONG else [],
    )


def _take(intake: Intake, plan: Plan, *, by: Any, with_finalists: bool, now: datetime) -> None:
    kinds = {Kind.CHANGED, Kind.HELD} if with_finalists else {Kind.CHANGED}
    new = [_created(intake, row, now) for row in plan.rows if row.kind == Kind.NEW]
    changed = [row for row in plan.rows if row.kind in kinds]
    if not new and not changed:
        raise Refused("nothing_to_take", _("There is nothing in this table that would change anything."))
    told = {"default_user": by, "default_change_reason": f"import {intake.key}", "batch_size": BATCH}
    if new:
        bulk_create_with_history(new, Application, **told)
    if changed:
        applications, fields = _changed(changed, now)
        # Written as an insertion that meets what is there: of 20,000 rows an update by cases takes a minute.
        Application.objects.bulk_create(
            applications, BATCH, update_conflicts=True, unique_fields=["id"], update_fields=fields
        )
        Application.history.bulk_history_create(applications, update=True, **told)  # type: ignore[attr-defined]
    intake.stage, intake.done_at = Stage.DONE, now
    intake.counts = {**plan.counts, "taken": len(new) + len(changed)}
    intake.samples = []  # cells of people, of use only while columns are matched
    _remove_file(intake)
    intake.save()
    intake.rows.exclude(kind=Kind.WRONG).delete()


def _created(intake: Intake, row: Row, now: datetime) -> Application:
    """No consent is implied: nobody clicked anything here."""
    application = Application(
        edition=intake.edition, source=Source.IMPORT, submitted_at=now, language=intake.language
    )
    for target, value in row.values.items():
        _set(application, target, value)
    return application


def _changed(rows: list[Row], now: datetime) -> tuple[list[Application], list[str]]:
    applications, fields = [], {"changed_at", "revisions"}
    # Read whole: the history keeps every field, and a compared row holds some only.
    pks = [row.application.pk for row in rows if row.application]
    whole = Application.objects.select_for_update(of=("self",)).in_bulk(pks)
    for row in rows:
        if row.application is None:
            continue
        application = whole[row.application.pk]
        for target, _old, new in row.changes:
            name = _set(application, target, new)
            fields.add(name)
            # A window in which the applicant is typing sees that somebody else changed this.
            entry = key_of(target) or target
            application.revisions = {**application.revisions, entry: application.revisions.get(entry, 0) + 1}
        application.changed_at = now
        applications.append(application)
    return applications, sorted(fields)


def _set(application: Application, target: str, value: Any) -> str:
    """Set what a target stands for; returns the model's field."""
    for prefix, name in ((ANSWER, "answers"), (FACT, "facts")):
        if target.startswith(prefix):
            getattr(application, name)[key_of(target)] = value
            return name
    setattr(application, target, value)
    return target
