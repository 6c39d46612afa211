"""The list, a data set's page, versions, and deleting."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import IntegrityError, connection
from django.urls import reverse

from battle.problems import Refused
from scoring import datasets
from scoring.core.problems import Problem
from scoring.enums import RunState
from scoring.models import DataSet, JuryModel, Run, RunSource, TrainedOn
from tests.jury.datasets.conftest import GOOD, text_of
from tests.scoring.datasets.tables import MAPPING, as_csv, rows

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def keep(series: str = "startups", count: int = 40, **more) -> DataSet:
    return datasets.import_dataset(
        series=series, data=as_csv(rows(count)), filename="a.csv", mapping_text=MAPPING, now=NOW, **more
    )


@pytest.fixture
def learned(db, jury) -> DataSet:
    """A data set that the champion learned from."""
    dataset = keep()
    TrainedOn.objects.create(jury=JuryModel.objects.get(), dataset=dataset)
    return dataset


def test_the_empty_room_says_what_to_do(desk):
    told = text_of(desk.get(reverse("jury:datasets")))

    assert "No data set yet" in told
    assert "Add a file" in told


def test_a_version_is_named_after_its_series_and_hash(db):
    names = [keep(count=count).name for count in (40, 42, 44)]

    assert names[0] == "startups"
    assert len({*names}) == 3
    assert all(name.startswith("startups-") and len(name) == 17 for name in names[1:])
    assert {each.series for each in DataSet.objects.all()} == {"startups"}


def test_a_long_series_still_makes_a_name(db):
    keep("s" * 60)

    assert len(keep("s" * 60, 42).name) == 60


@pytest.mark.parametrize("name", ["", "Upper", "a b", "upload", "uploads", "s" * 61, "ñ"])
def test_a_name_that_cannot_be_is_refused(db, name):
    with pytest.raises(Problem) as refused:
        keep(name)
    assert (refused.value.type, refused.value.field) == ("bad_name", "name")


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"licence": "", "provenance": "x"}, "no_licence", "licence"),
        ({"licence": "CC0", "provenance": "  "}, "no_provenance", "provenance"),
        ({"licence": "x" * 201, "provenance": "x"}, "bad_option", "licence"),
    ],
)
def test_where_rows_come_from_may_be_required(db, said, code, field):
    with pytest.raises(Problem) as refused:
        keep(require_origin=True, **said)
    assert (refused.value.type, refused.value.field) == (code, field)


def test_a_data_set_that_nothing_rests_on_is_deleted(desk):
    keep()

    answer = desk.post(reverse("jury:delete-dataset", args=["startups"]))

    assert answer.url == reverse("jury:datasets")
    assert not DataSet.objects.exists()


def test_a_data_set_that_a_jury_learned_from_stays(learned, desk):
    page = text_of(desk.get(reverse("jury:dataset", args=["startups"])))
    assert "Delete this data set" not in page
    assert "A jury has learned from this data set" in page

    desk.post(reverse("jury:delete-dataset", args=["startups"]))

    assert DataSet.objects.get() == learned


@pytest.mark.django_db(transaction=True)
def test_deleting_while_a_jury_is_being_written_leaves_no_jury_without_its_data():
    dataset = keep()
    jury = JuryModel.objects.create(
        version="v1-data-0", sha256="0", file=b"", questionnaire="v1", synthetic=False, seed=1, rows=40
    )
    start = Barrier(2)

    def at_once(action: Callable[[], object]) -> bool:
        try:
            start.wait()
            action()
        except (Refused, IntegrityError):
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        learn = pool.submit(at_once, lambda: TrainedOn.objects.create(jury=jury, dataset=dataset))
        delete = pool.submit(at_once, lambda: datasets.delete_dataset(name="startups"))

    assert learn.result() != delete.result()
    assert (TrainedOn.objects.count(), DataSet.objects.count()) == ((1, 1) if learn.result() else (0, 0))


@pytest.mark.parametrize(("state", "kept"), [(RunState.RUNNING, True), (RunState.CANCELLED, False)])
def test_a_data_set_stays_while_a_run_reads_it(db, state, kept):
    run = Run.objects.create(kind="train", state=state, fingerprint="f", created_at=NOW)
    RunSource.objects.create(run=run, dataset=keep())

    if kept:
        with pytest.raises(Refused) as refused:
            datasets.delete_dataset(name="startups")
        assert refused.value.code == "data_set_being_read"
    else:
        datasets.delete_dataset(name="startups")
    assert DataSet.objects.exists() == kept


def test_its_page_tells_facts_hashes_origin_and_answers(desk):
    kept = keep(licence="CC0", provenance="the ministry")

    told = text_of(desk.get(reverse("jury:dataset", args=["startups"])))

    assert kept.file_sha256 in told
    assert kept.mapping_sha256 in told
    assert "CC0" in told
    assert "the ministry" in told
    assert "How many founders are you? 40 1: 10 · 2: 10 · 3: 10 · 4+: 10" in told
    assert "not in this file" in told
    assert "No jury yet." in told


@pytest.mark.parametrize("language", ["es", "pt-br"])
def test_its_page_speaks_the_readers_language(desk, settings, language):
    keep()
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    told = text_of(desk.get(reverse("jury:dataset", args=["startups"])))

    assert {"es": "¿Cuántos fundadores sois?", "pt-br": "Quantos fundadores vocês são?"}[language] in told


def test_the_list_costs_the_same_queries_for_one_and_for_three(desk, django_assert_num_queries):
    page = reverse("jury:datasets")
    keep()
    desk.get(page)
    with django_assert_num_queries(6) as one:
        desk.get(page)
    for count in (42, 44):
        keep(count=count)
    with django_assert_num_queries(len(one)):
        desk.get(page)


def test_the_commands_own_name_is_its_series(db):
    kept = datasets.import_dataset(name="plain", data=GOOD, filename="a.csv", mapping_text=MAPPING, now=NOW)

    assert (kept.name, kept.series, kept.imported_by) == ("plain", "plain", None)
