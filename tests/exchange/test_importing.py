"""A table of another tool comes in: matched, shown, confirmed."""

import csv
import io
from pathlib import Path

import pytest

from battle.applications.enums import Source, State
from battle.applications.models import Application
from tests.exchange.conftest import HEADER, csv_of

MATCHED = ["company", "contact_email", "answers.team_founders"]
NEW = ["Umbra", "uma@example.org", "Shade", "3", "t-1"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_table_is_read_however_it_was_written(delimiter, encoding, send, edition):
    row = ["Peñón", "uma@example.org", "Ação, já", "3", "t-1"]

    answer = send(csv_of(HEADER, row, delimiter=delimiter, encoding=encoding))

    intake = edition.intakes.get()
    assert answer["Location"] == f"/organise/valencia/import/{intake.key}/"
    assert intake.header == HEADER
    assert intake.samples[0] == ["Peñón"]
    assert intake.samples[2] == ["Ação, já"]


@pytest.mark.parametrize(
    ("names", "targets"),
    [
        (["Company", "Email", "Website"], ["company", "contact_email", "website"]),
        (
            ["Nombre de la empresa", "Correo electrónico", "¿Cuántos fundadores sois?"],
            MATCHED,
        ),
        (
            ["Nome da startup", "E-mail de contato", "team_founders"],
            MATCHED,
        ),
        (["Company", "Company", "Something else"], ["company", None, None]),
    ],
)
def test_columns_are_recognised_in_three_languages(names, targets, send, edition):
    send(csv_of(names, ["a", "b", "c"]))

    assert [edition.intakes.get().mapping.get(str(place)) for place in range(len(names))] == targets


def test_nothing_is_written_before_somebody_confirms(desk, previewed, edition):
    intake, page = previewed(csv_of(HEADER, NEW))

    assert page.status_code == 200
    assert Application.objects.count() == 0
    assert intake.counts == {"new": 1, "changed": 0, "held": 0, "same": 0, "wrong": 0}

    desk.post(f"/organise/valencia/import/{intake.key}/confirm/")

    umbra = Application.objects.get()
    assert (umbra.company, umbra.contact_email, umbra.one_liner) == ("Umbra", "uma@example.org", "Shade")
    assert (umbra.answers, umbra.reference) == ({"team_founders": 3.0}, "t-1")
    assert (umbra.state, umbra.source, umbra.consented_at) == (State.SUBMITTED, Source.IMPORT, None)
    assert umbra.submitted_at is not None
    record = umbra.history.get()
    assert (record.history_user.email, record.history_change_reason) == (
        "olga@example.org",
        f"import {intake.key}",
    )


def test_a_row_is_matched_by_reference_then_by_address_and_compared(desk, previewed, applied):
    applied("Umbra", reference="t-1", answers={"team_founders": 2.0, "ip_disruptive": 1.0})
    applied("Same", one_liner="Shade")
    rows = [
        ["Umbra Labs", "umbra@example.org", "", "3", "t-1"],
        ["Same", "SAME@example.org", "Shade", "", ""],
    ]

    intake, page = previewed(csv_of(HEADER, *rows))
    changed = intake.rows.get(kind="changed")

    assert intake.counts == {"new": 0, "changed": 1, "held": 0, "same": 1, "wrong": 0}
    assert changed.changes == [["company", "Umbra", "Umbra Labs"], ["answers.team_founders", 2.0, 3.0]]
    text = page.content.decode()
    assert "<del><bdi>Umbra</bdi></del>" in text
    assert "<ins><bdi>Umbra Labs</bdi></ins>" in text

    desk.post(f"/organise/valencia/import/{intake.key}/confirm/")

    umbra = Application.objects.get(key="umbra")
    assert (umbra.company, umbra.one_liner) == ("Umbra Labs", "One line")  # an empty cell changes nothing
    assert umbra.answers == {"team_founders": 3.0, "ip_disruptive": 1.0}
    assert umbra.revisions == {"company": 1, "team_founders": 1}
    assert [record.company for record in umbra.history.all()] == ["Umbra Labs", "Umbra"]
    assert umbra.history.first().history_user.email == "olga@example.org"
    assert umbra.source == Source.FORM


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["", "uma@example.org", "", "", ""], "A new application needs the company&#x27;s name."),
        (["Umbra", "", "", "", "t-9"], "A new application needs the contact&#x27;s e-mail address."),
        (["Umbra", "nobody", "", "", ""], "This is no e-mail address."),
        (["U" * 81, "uma@example.org", "", "", ""], "At most 80 characters fit; this has 81."),
        (["Umbra", "uma@example.org", "", "many", ""], "A number is needed, such as 12 or 2.5"),
        (["Umbra", "uma@example.org", "", "1e9", ""], "A number is needed, such as 12 or 2.5"),
        (["Umbra", "uma@example.org", "", "999", ""], "A number from 0 to 50 is needed."),
        (["Umbra", "uma@example.org", "", "2.5", ""], "A whole number is needed."),
        (["Umbra", "uma@example.org", "", "", "", "one more"], "The row has 6 cells, the header has 5."),
        (["Um\u202ebra", "uma@example.org", "", "", ""], "signs that cannot be seen"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row_and_reason(row, reason, desk, previewed):
    intake, page = previewed(csv_of(HEADER, NEW, row))

    assert (intake.counts["new"], intake.counts["wrong"]) == (1, 1)
    assert intake.rows.get(kind="wrong").number == 3
    assert reason in page.content.decode()


def test_wrong_rows_can_be_taken_out_mended_and_sent_again(desk, previewed):
    intake, _page = previewed(csv_of(HEADER, NEW, ["=Bad", "nobody", "x", "", ""]))

    answer = desk.get(f"/organise/valencia/import/{intake.key}/wrong.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    header, row = list(csv.reader(io.StringIO(text)))
    again, _page = previewed(text.replace("nobody", "bad@example.org").encode())

    assert header == [*HEADER, "What is wrong"]
    assert row == ["'=Bad", "nobody", "x", "", "", "E-mail: This is no e-mail address."]
    assert again.counts["new"] == 1
    assert again.rows.get().company == "=Bad"


def test_drafts_withdrawn_ones_and_addresses_of_others_are_left_alone(desk, previewed, applied):
    applied("Draft", state=State.DRAFT, submitted_at=None)
    applied("Gone", state=State.WITHDRAWN)
    applied("One", reference="t-1")
    applied("Two")
    rows = [
        ["Draft", "draft@example.org", "New words", "", ""],
        ["Gone", "gone@example.org", "New words", "", ""],
        ["One", "two@example.org", "", "", "t-1"],
        ["Twice", "twice@example.org", "", "", ""],
        ["Twice", "twice@example.org", "", "", ""],
    ]

    intake, _page = previewed(csv_of(HEADER, *rows))

    codes = {
        row.number: [problem["code"] for problem in row.problems] for row in intake.rows.filter(kind="wrong")
    }
    assert codes == {
        2: ["has_a_draft"],
        3: ["withdrawn"],
        4: ["address_of_another"],
        6: ["twice_in_the_file"],
    }


def test_a_finalist_is_changed_only_where_the_organiser_says_so(desk, previewed, finalists, edition):
    row = ["Acequia", "founder1@example.org", "New words", "", ""]
    intake, page = previewed(csv_of(HEADER, row, NEW))
    assert intake.counts["held"] == 1
    assert "Also change the finalist" in page.content.decode()

    desk.post(f"/organise/valencia/import/{intake.key}/confirm/")
    assert Application.objects.get(key="finalist-1").one_liner == "Acequia does one thing well"

    intake, _page = previewed(csv_of(HEADER, row))
    desk.post(f"/organise/valencia/import/{intake.key}/confirm/", {"with_finalists": "on"})
    assert Application.objects.get(key="finalist-1").one_liner == "New words"

    edition.jury_model = "some"
    edition.save()
    intake, _page = previewed(csv_of(HEADER, [*row[:2], "Newer words", "", ""]))
    assert intake.rows.get().problems[0]["code"] == "show_opened"


def test_what_changed_since_the_preview_is_shown_again_first(desk, previewed, applied):
    umbra = applied("Umbra")
    intake, _page = previewed(csv_of(HEADER, ["Umbra Labs", "umbra@example.org", "", "", ""]))
    umbra.company = "Umbra Works"
    umbra.save()

    answer = desk.post(f"/organise/valencia/import/{intake.key}/confirm/", follow=True)

    assert "Applications were changed since this preview was made." in answer.content.decode()
    assert Application.objects.get().company == "Umbra Works"
    assert intake.rows.get().changes == [["company", "Umbra Works", "Umbra Labs"]]


def test_confirming_twice_writes_once_and_leaves_no_file(desk, previewed, django_capture_on_commit_callbacks):
    intake, _page = previewed(csv_of(HEADER, NEW))
    path = intake.file.path

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"/organise/valencia/import/{intake.key}/confirm/")
    again = desk.post(f"/organise/valencia/import/{intake.key}/confirm/", follow=True)

    assert "This table was already taken in or discarded." in again.content.decode()
    assert Application.objects.count() == 1
    assert intake.rows.count() == 0
    assert not Path(path).exists()


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"column-1": "", "column-4": ""}, "Say which column holds the contact&#x27;s e-mail address"),
        ({"column-2": "company"}, "Two columns cannot hold the same thing."),
        ({"column-2": "password"}, "Select a valid choice."),
    ],
)
def test_a_mapping_that_cannot_be_is_said_at_the_column_and_kept(columns, sentence, previewed, edition):
    _intake, page = previewed(csv_of(HEADER, NEW), **columns)

    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_a_table_of_another_edition_is_not_there(desk, previewed, edition):
    intake, _page = previewed(csv_of(HEADER, NEW))
    other = type(edition).objects.get()
    other.pk, other.slug = None, "bilbao"
    other.save()
    other.memberships.create(user=edition.memberships.get().user, role="organiser")

    assert desk.get(f"/organise/bilbao/import/{intake.key}/preview/").status_code == 404
    assert desk.post(f"/organise/bilbao/import/{intake.key}/confirm/").status_code == 404
