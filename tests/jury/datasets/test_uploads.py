"""What may be uploaded, for how long it stays, and how it goes."""

import gzip
import tomllib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import SkipFile
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from battle.problems import Refused
from scoring.core import importing_columns
from scoring.core.problems import Problem
from scoring.datasets import NoSuchDataSet, load
from scoring.models import DataSet, Upload
from scoring.uploads import actions, words
from scoring.uploads.receiving import Bounded
from scoring.uploads.words import CELLS, PROBLEMS, problem_text
from tests.jury.datasets.conftest import GOOD, SAID, text_of
from tests.scoring.datasets import broken
from tests.scoring.datasets.tables import as_csv, as_xlsx, rows

READ_OTHERWISE = {"wrong_encoding", "utf_16", "wrong_delimiter", "which_sheet"}
"""A file like this is read as what it is: how is seen from its content."""
OF_THE_TABLE = {code for code in PROBLEMS if code not in CELLS} - {"missing_column", "one_outcome"}
FILES = {name: case for name, case in broken.FILES.items() if case.code not in READ_OTHERWISE}
TABLES = sorted(name for name, case in FILES.items() if case.code in OF_THE_TABLE)
CONTENTS = sorted(FILES.keys() - set(TABLES))


@pytest.mark.parametrize("name", TABLES)
def test_what_is_no_table_is_refused_at_the_file(send_file, name):
    case = FILES[name]

    answer = send_file(case.data(), case.name)

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not Upload.objects.exists()


@pytest.mark.parametrize("name", CONTENTS)
def test_what_the_mapping_cannot_take_is_refused_by_the_import_and_the_upload_stays(uploaded, steward, name):
    case = FILES[name]
    upload = uploaded(case.data(), case.mapping, case.name)
    for field, said in SAID.items():
        setattr(upload, field, said)

    with pytest.raises(Problem) as refused:
        actions.import_upload(upload=upload, by=steward, now=timezone.now())

    assert refused.value.type == case.code
    assert (DataSet.objects.count(), Upload.objects.count()) == (0, 1)


def test_no_file_is_told_at_the_field(desk):
    answer = desk.post(reverse("jury:upload"), {"begin": ""})

    assert answer.context["form"].errors["file"] == ["Choose a file."]


@pytest.mark.parametrize(
    ("data", "name", "file"),
    [
        (as_csv(rows(), ";"), "a.csv", {"delimiter": ";"}),
        (as_csv(rows(), "\t"), "a.tsv", {"delimiter": "\t"}),
        (GOOD.decode().encode("utf-16"), "a.csv", {"encoding": "utf-16"}),
        (GOOD.replace(b"Lyon", b"Besan\xe7on"), "a.csv", {"encoding": "cp1252"}),
        (as_xlsx(rows(), "notes"), "a.xlsx", {"sheet": "startups"}),
        (gzip.compress(GOOD), "a.csv.gz", {}),
    ],
)
def test_how_it_is_read_is_seen_from_its_content(send_file, data, name, file):
    send_file(data, name)

    told = Upload.objects.get().mapping
    assert tomllib.loads(told).get("file", {}) == file


def test_a_file_is_dropped_while_it_grows_too_large():
    handler = Bounded(RequestFactory().post("/"), most=10)

    assert handler.receive_data_chunk(b"12345", 0) == b"12345"
    with pytest.raises(SkipFile):
        handler.receive_data_chunk(b"123456", 5)
    assert handler.overflowed


def test_a_file_without_the_forms_token_is_refused(steward):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(steward)

    answer = browser.post(reverse("jury:upload"), {"file": SimpleUploadedFile("a.csv", GOOD)})

    assert answer.status_code == 403
    assert not Upload.objects.exists()


def test_the_twenty_first_upload_is_refused(uploaded, send_file):
    for _number in range(20):
        uploaded()

    assert "20 unfinished uploads" in text_of(send_file(GOOD))
    assert Upload.objects.count() == 20


def test_an_upload_is_gone_a_week_after_its_last_change(uploaded, desk):
    old, young = uploaded(name="old.csv"), uploaded(name="young.csv")
    now = timezone.now()
    Upload.objects.filter(pk=old.pk).update(touched_at=now - timedelta(days=7, seconds=1))
    Upload.objects.filter(pk=young.pk).update(touched_at=now - timedelta(days=6, hours=23))

    assert desk.get(reverse("jury:mapping", args=[old.key])).status_code == 404
    page = desk.get(reverse("jury:datasets"))

    assert b"young.csv" in page.content
    assert list(Upload.objects.all()) == [young]


def test_an_upload_is_given_up(uploaded, press):
    upload = uploaded()

    answer = press("discard-upload", upload)

    assert answer.url == reverse("jury:datasets")
    assert not Upload.objects.exists()


def test_the_file_itself_is_never_given_out(uploaded, desk):
    upload = uploaded(as_csv([*rows(300), ["Secret Company", *rows()[1][1:]]]))

    assert b"Secret Company" not in desk.get(reverse("jury:mapping", args=[upload.key])).content


def test_the_imports_own_reasons_are_known_to_the_words():
    assert importing_columns.NOT_NAMED == words.NOT_NAMED
    assert words.unused_reason("it is secret") == "it is secret"


def test_a_problem_is_told_in_the_readers_language_with_the_english_detail():
    with translation.override("en"):
        assert problem_text("one_outcome", "All 4 rows ...") == "All 4 rows ..."
    with translation.override("es"):
        assert problem_text("one_outcome", "All 4 rows ...").endswith("(All 4 rows ...)")


@pytest.mark.parametrize("name", ["\0", "a\0b", "no such one"])
def test_a_mapping_of_no_data_set_is_no_beginning(uploaded, press, name):
    upload = uploaded()

    answer = press("begin-mapping", upload, begin=f"dataset:{name}")

    assert (answer.status_code, answer["Location"]) == (302, reverse("jury:mapping", args=[upload.key]))
    with pytest.raises(Refused, match="There is no such mapping"):
        actions.beginning(f"dataset:{name}", {})
    with pytest.raises(NoSuchDataSet):
        load(name)


def test_what_is_said_of_the_origin_is_known_to_become_public(uploaded, desk):
    page = text_of(desk.get(reverse("jury:mapping", args=[uploaded().key])))

    assert (
        page.count("shown on the public card once a jury that learned from these rows is the champion") == 2
    )
