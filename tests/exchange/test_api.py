"""Applications in and out for programs."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from battle.applications.models import Application
from tests.exchange.conftest import HEADER, csv_of
from tests.exchange.test_importing import NEW

IMPORT = "/api/v1/editions/valencia/applications/import"
WRONG = ["Umbra", "nobody", "", "", ""]


@pytest.fixture
def sent(desk):
    def sent(data: bytes, **fields):
        return desk.post(IMPORT, {"file": SimpleUploadedFile("t.csv", data), **fields})

    return sent


def test_a_dry_run_tells_everything_and_keeps_nothing(sent, edition, applied):
    applied("Umbra", contact_email="uma@example.org")

    answer = sent(csv_of(HEADER, NEW, WRONG))

    told = answer.json()
    assert answer.status_code == 200
    assert (told["taken"], told["counts"]["changed"], told["counts"]["wrong"]) == (False, 1, 1)
    assert told["mapping"]["Tagline"] == "one_liner"
    assert told["rows"][0]["changes"] == [
        ["one_liner", "One line", "Shade"],
        ["answers.team_founders", None, 3.0],
        ["reference", None, "t-1"],
    ]
    assert [(p["column"], p["code"]) for p in told["rows"][1]["problems"]] == [("E-mail", "not_an_address")]
    assert edition.intakes.count() == 0
    assert Application.objects.get().one_liner == "One line"


def test_a_table_with_a_wrong_row_is_taken_only_without_it(sent):
    refused = sent(csv_of(HEADER, NEW, WRONG), dry_run="false")
    assert (refused.status_code, refused.json()["code"]) == (422, "wrong_rows")
    assert Application.objects.count() == 0

    taken = sent(csv_of(HEADER, NEW, WRONG), dry_run="false", skip_wrong="true")
    assert (taken.status_code, taken.json()["taken"]) == (200, True)
    assert Application.objects.get().company == "Umbra"


@pytest.mark.parametrize(
    ("data", "fields", "code"),
    [
        (b"", {}, "empty_file"),
        (b"%PDF-1.7", {}, "not_a_table"),
        (csv_of(["a"], ["b"]), {}, "nothing_to_match_by"),
        (csv_of(HEADER, NEW), {"mapping": '{"Nothing": "company"}'}, "unknown_column"),
        (csv_of(HEADER, NEW), {"mapping": '{"Tagline": "password"}'}, "unknown_target"),
        (csv_of(HEADER, NEW), {"mapping": "[]"}, "invalid"),
        (csv_of(HEADER, NEW), {"mapping": "{"}, "invalid"),
    ],
)
def test_a_refusal_has_a_stable_code(data, fields, code, sent, edition):
    answer = sent(data, **fields)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert edition.intakes.count() == 0


def test_a_program_says_what_a_column_holds(sent):
    answer = sent(
        csv_of(["Who", "E-mail"], ["Umbra", "uma@example.org"]), mapping='{"Who": "company"}', dry_run="false"
    )

    assert answer.json()["counts"]["new"] == 1
    assert Application.objects.get().company == "Umbra"


def test_the_table_is_filtered_like_a_list(desk, applied):
    applied("Alpha", answers={"team_founders": 2.0})
    applied("Beta", state="shortlisted")

    answer = desk.get(
        "/api/v1/editions/valencia/applications.csv?state=shortlisted&headings=keys&groups=application"
    )

    header, *rows = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert header[:3] == ["key", "company", "one_liner"]
    assert [row[1] for row in rows] == ["Beta"]


def test_a_letter_is_not_a_format(desk, edition):
    assert desk.get("/api/v1/editions/valencia/applications.pdf").status_code == 404
