"""The record of promotions is append-only, and a change by hand is found."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from battle.appendonly import AppendOnly
from scoring import registry
from scoring.enums import Status
from scoring.models import JuryModel, PromotionStep
from scoring.promotion import guards, record
from scoring.promotion.chain import plain
from tests.jury.promoting import juries

ORM_WRITES = {
    "save": lambda step: step.save(),
    "delete": lambda step: step.delete(),
    "queryset update": lambda step: PromotionStep.objects.filter(pk=step.pk).update(reason="x"),
    "queryset delete": lambda step: PromotionStep.objects.filter(pk=step.pk).delete(),
    "bulk_update": lambda step: PromotionStep.objects.bulk_update([step], ["reason"]),
    "related manager": lambda step: step.jury.steps.update(reason="x"),
}


@pytest.fixture
def three_steps(first, second):
    """Installed, promoted, rolled back."""
    juries.promote(second)
    juries.roll_back()


def by_hand(statement: str, *values) -> None:
    """Change the database as somebody would who also took the guards away, and put them back."""
    for guard in guards.GUARDS:
        guard.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    for guard in guards.GUARDS:
        guard.install(connection)


@pytest.mark.parametrize("way", ORM_WRITES)
def test_the_orm_refuses_to_change_a_step(first, way):
    with pytest.raises(AppendOnly):
        ORM_WRITES[way](PromotionStep.objects.get())

    assert PromotionStep.objects.get().reason == ""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE scoring_promotionstep SET reason = 'another' WHERE number = 2",
        "UPDATE scoring_promotionstep SET number = number + 10",
        "DELETE FROM scoring_promotionstep WHERE number = 3",
    ],
)
def test_the_database_refuses_whoever_gets_past_the_orm(three_steps, statement):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert record.verify() is None


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_postgres_refuses_to_truncate_the_record(three_steps):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in ("scoring_promotionstep", "scoring_jurymodel"):
        with (
            pytest.raises(DatabaseError, match=r"append-only|never deleted"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has INSERT OR REPLACE")
@pytest.mark.parametrize("key", ["id, number + 90", "NULL, number"])
def test_sqlite_refuses_to_replace_a_step(three_steps, key):
    rest = "kind, jury_id, before_id, by_name, reason, conditions, figures, sha256, before_sha256, at, hash"
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"INSERT OR REPLACE INTO scoring_promotionstep (id, number, {rest}) "  # noqa: S608
            f"SELECT {key}, {rest} FROM scoring_promotionstep WHERE number = 2"
        )

    assert record.verify() is None


def _deleted(version: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM scoring_trainedon")
        cursor.execute("DELETE FROM scoring_comparison")
        cursor.execute("DELETE FROM scoring_jurymodel WHERE version = %s", [version])


def test_the_database_keeps_who_was_champion_and_who_was_used(three_steps, first, second, weak):
    JuryModel.objects.filter(pk=weak.pk).update(used_at=timezone.now())
    for jury in (first, second, weak):
        with pytest.raises(DatabaseError, match="never deleted"):
            _deleted(jury.version)


def test_the_database_keeps_when_a_jury_was_first_used(weak):
    registry.note_use(version=weak.version, now=timezone.now())
    JuryModel.objects.filter(pk=weak.pk).update(status=Status.RETIRED)
    for forgotten in (None, timezone.now()):
        with pytest.raises(DatabaseError, match="first use stays"), transaction.atomic():
            JuryModel.objects.filter(pk=weak.pk).update(used_at=forgotten)


def test_the_database_lets_a_mere_candidate_go(weak):
    _deleted(weak.version)

    assert not JuryModel.objects.filter(pk=weak.pk).exists()


def test_a_promotion_without_name_or_reason_cannot_even_be_stored(first):
    with pytest.raises(IntegrityError), transaction.atomic():
        PromotionStep.objects.create(
            number=2, kind="promoted", jury=first, sha256=first.sha256, at=timezone.now(), hash="1" * 64
        )


def test_an_untouched_record_is_whole(three_steps):
    assert record.verify() is None
    assert record.head() == (3, PromotionStep.objects.get(number=3).hash)


def test_an_empty_record_is_whole(db):
    assert record.verify() is None
    assert record.head() == (0, "0" * 64)


FORGED = {
    "a reason": "UPDATE scoring_promotionstep SET reason = 'Because I said so, and nobody else.' WHERE number = 2",
    "a name": "UPDATE scoring_promotionstep SET by_name = 'Cy' WHERE number = 2",
    "a time": "UPDATE scoring_promotionstep SET at = '2020-01-01 00:00:00+00:00' WHERE number = 2",
    "a figure": "UPDATE scoring_promotionstep SET figures = '{}' WHERE number = 2",
    "a condition": "UPDATE scoring_promotionstep SET conditions = '[]' WHERE number = 2",
    "a step": "DELETE FROM scoring_promotionstep WHERE number = 2",
    "a hash": "UPDATE scoring_promotionstep SET hash = reason WHERE number = 2",
}


@pytest.mark.parametrize("what", FORGED)
def test_a_change_by_hand_is_found_at_its_step(three_steps, what):
    by_hand(FORGED[what])

    assert record.verify().number == 2


def test_a_champion_made_by_hand_is_found(three_steps, first, second):
    JuryModel.objects.filter(pk=first.pk).update(status=Status.RETIRED)
    JuryModel.objects.filter(pk=second.pk).update(status=Status.CHAMPION)

    assert record.verify() == record.Fault(0, "other_champion")


def test_a_jury_exchanged_by_hand_is_found(three_steps, second):
    JuryModel.objects.filter(pk=second.pk).update(sha256="9" * 64)

    assert record.verify() == record.Fault(2, "other_jury")


def test_a_file_exchanged_by_hand_is_found(three_steps, second):
    JuryModel.objects.filter(pk=second.pk).update(file=b"another jury")

    assert record.verify() == record.Fault(2, "other_file")


def test_guards_taken_away_are_found(three_steps):
    guards.STEPS.remove(connection)
    try:
        assert record.verify() == record.Fault(0, "unguarded", "scoring_promotionstep")
    finally:
        guards.STEPS.install(connection)


def test_a_promotion_past_a_failed_condition_by_one_person_is_found(weak):
    from scoring.enums import Step
    from scoring.promotion import gate

    stood = [condition.as_dict() for condition in gate.conditions(weak)]
    why = record.Why(Step.PROMOTED, juries.ANA, juries.REASON, stood)
    registry.promote_model(version=weak.version, why=why, now=timezone.now())

    fault = record.Fault(2, "no_second")
    assert record.verify() == fault


def test_figures_are_kept_as_every_database_gives_them_back():
    given = {"a": 1.0, "b": -0.0, "c": 1e16, "d": float("nan"), "e": [0.1234567, 1e-7, True, None], 1: "x"}

    assert plain(given) == {"a": 1, "b": 0, "c": 10**16, "d": None, "e": [0.123457, 0, True, None], "1": "x"}
    assert repr(plain(-0.0)) == "0"


def test_the_champion_of_an_earlier_version_becomes_the_first_step(rounds):
    champion = juries.jury_of("v1-data-old", rounds, status=Status.CHAMPION)
    migration = import_module("scoring.migrations.0010_promotion_record")
    assert record.verify() == record.Fault(0, "other_champion")

    migration.begin_the_record(apps, None)
    migration.begin_the_record(apps, None)

    step = PromotionStep.objects.get()
    assert (step.number, step.kind, step.jury, step.by_name) == (1, "installed", champion, "")
    assert record.verify() is None
