"""Hostile input, each kind by its name: refused in plain words or rendered harmless, and nothing else is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from battle.accounts.enums import Role
from battle.applications.models import Application
from battle.outbox.actions import write
from battle.outbox.models import Letter
from tests.exchange.conftest import HEADER, csv_of
from tests.hostile import made
from tests.hostile.conftest import World

GOOD = ["Umbra", "umbra@example.org", "Shade", "3", "t-1"]
SCRIPT = "<script>alert(1)</script>"
HEBREW = "\u05e9\u05dc\u05d5\u05dd 42"
RTL = "Umbra\u202egnp.exe"
Kind = Callable[[World], None]


def table_refused(data: Callable[[], bytes], said: str, name: str = "t.csv") -> Kind:
    """The table is not read, and the page says why."""

    def send(world: World) -> None:
        answer = world.table(data(), name)
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert world.edition.intakes.count() == 0

    return send


def row_refused(code: str, *cells: str) -> Kind:
    """The row is wrong, with its reason; nothing of it is written."""

    def send(world: World) -> None:
        codes, became = world.row(*cells)
        assert (codes, became) == ([code], None)

    return send


def row_harmless(*cells: str, shown: str, exported: str = "", never: str = "") -> Kind:
    """The row is taken in as the text that it is: shown escaped, exported as no formula."""

    def send(world: World) -> None:
        codes, became = world.row(*cells)
        assert (codes, became.company) == ([], cells[0])
        page = world.pages()
        assert shown in page
        assert not never or never not in page
        assert exported in world.export()

    return send


def entry_refused(field: str, value: object, said: str, status: int = 422) -> Kind:
    def save(world: World) -> None:
        answer = world.entry(field, value)
        assert (answer.status_code, said in answer.content.decode()) == (status, True)
        assert Application.objects.get(pk=world.draft.pk).revisions == {"pitch": 1}

    return save


def entry_kept(field: str, value: str, kept: str) -> Kind:
    """Taken as text; its founder's page shows it escaped."""

    def save(world: World) -> None:
        assert world.entry(field, value).status_code == 200
        assert getattr(Application.objects.get(pk=world.draft.pk), field) == kept
        page = world.founder.get("/e/valencia/application/company/").content.decode()
        assert SCRIPT not in page

    return save


def file_refused(kind: str, data: Callable[[], bytes], code: str, name: str) -> Kind:
    def send(world: World) -> None:
        answer = world.file(kind, data(), name)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert not getattr(Application.objects.get(pk=world.draft.pk), kind)

    return send


def path_in_a_tables_name(world: World) -> None:
    world.table(csv_of(HEADER, GOOD), "..\\../../etc/pass\u202ewd.csv")
    intake = world.edition.intakes.get()
    assert intake.filename == "passwd.csv"
    assert intake.file.name == f"intakes/{intake.key}"


def too_large_a_table(world: World) -> None:
    answer = world.table(b"a,b\n" + b"1,2\n" * 12_600_000)
    assert answer.status_code == 422
    assert "The file is larger than 50 MB." in answer.content.decode()


def two_hundred_megabytes(world: World) -> None:
    answer = world.file("deck", b"%PDF-1.7\n" + b"0" * 200_000_000, "deck.pdf")
    assert (answer.status_code, answer.json()["code"]) == (422, "file_too_large")


def mapping_of_a_column_that_is_not_there(world: World) -> None:
    address = world.table(csv_of(HEADER, GOOD))["Location"]
    world.desk.post(address, {"column-999": "company", "column-1": "contact_email", "language": "en"})
    assert "999" not in world.edition.intakes.get().mapping


def mapping_to_a_field_that_is_not_offered(world: World) -> None:
    address = world.table(csv_of(HEADER, GOOD))["Location"]
    answer = world.desk.post(address, {"column-0": "state", "column-1": "contact_email", "language": "en"})
    assert answer.status_code == 422


def duplicate_headers(world: World) -> None:
    address = world.table(csv_of(["Company", "Company", "E-mail"], ["Umbra", "Other", "umbra@example.org"]))
    page = world.desk.get(address["Location"])
    assert world.edition.intakes.get().mapping == {"0": "company", "2": "contact_email"}
    assert page.status_code == 200


def somebody_elses_row(world: World) -> None:
    """Matched by its reference, a row tries to take another application's address."""
    Application.objects.filter(key="standing").update(reference="t-1")
    Application.objects.create(
        edition=world.edition, company="Two", contact_email="two@example.org", submitted_at=timezone.now()
    )
    codes, became = world.row("Standing", "two@example.org", "", "", "t-1")
    assert (codes, became) == (["address_of_another"], None)


def search_for_sql(world: World) -> None:
    page = world.desk.get(
        "/organise/valencia/", {"q": "' OR 1=1 --", "sort": "company; DROP TABLE", "page": "-1"}
    )
    assert page.status_code == 200
    assert page.context["page"].paginator.count == 0


def search_with_nul_and_length(world: World) -> None:
    assert world.desk.get("/organise/valencia/", {"q": "\0" * 10 + "x" * 5_000}).status_code == 200
    assert (
        world.desk.get("/organise/valencia/audit/", {"of": "\0", "since": "9" * 99, "by": "-1"}).status_code
        == 200
    )


def invited(world: World) -> str:
    world.desk.post("/organise/valencia/team/invite/", {"email": "nora@example.org", "role": "organiser"})
    return re.search(r"/accounts/invitation/\S+", Letter.objects.latest("pk").body)[0]


def a_foreign_invitation(world: World) -> None:
    link = invited(world)
    world.founder.post(link)
    assert not world.edition.memberships.filter(user__email="uma@example.org").exists()


def a_replayed_invitation(world: World) -> None:
    from battle.accounts.models import User

    link = invited(world)
    world.visitor.force_login(User.objects.create_user("nora@example.org"))
    world.visitor.post(link)
    world.edition.memberships.filter(user__email="nora@example.org").delete()
    world.visitor.post(link)
    assert not world.edition.memberships.filter(user__email="nora@example.org").exists()


def a_forged_invitation(world: World) -> None:
    link = invited(world)
    forged = link[:-4] + "AAAA/"
    assert world.founder.post(forged).status_code in {404, 410}
    assert not world.edition.memberships.filter(user__email="uma@example.org", role=Role.ORGANISER).exists()


def deadline_between_load_and_submit(world: World) -> None:
    world.edition.call_closes_at = timezone.now() - timedelta(seconds=1)
    world.edition.save()
    saved = world.entry("company", "Umbra")
    world.founder.post("/e/valencia/application/submit/")
    assert (saved.status_code, saved.json()["code"]) == (409, "call_closed")
    assert Application.objects.get(pk=world.draft.pk).submitted_at is None


def placeholders_in_a_letter(world: World) -> None:
    values = {"company": "{{ 7*7 }} {name}", "name": "Uma", "battle": "Valencia Battle"}
    told = {"to": "u@example.org", "language": "en", "subject": "S", "body": "B"}
    write(once="w", kind="reserve", edition_id=world.edition.pk, values=values, **told)
    address = "/organise/valencia/letters/reword/reserve/en/"
    typed = {"subject": "S", "body": "{company.__class__} {% debug %}", "save": "1"}
    assert world.desk.post(address, typed).status_code == 422
    world.desk.post(address, {**typed, "body": "Dear {company}"})
    assert Letter.objects.get().body == "Dear {{ 7*7 }} {name}\n"


def json_that_is_too_deep(world: World) -> None:
    deep = b"[" * 50_000 + b"]" * 50_000
    for address in ("/e/valencia/application/save/", "/api/v1/editions/valencia/applications"):
        answer = world.founder.post(address, b'{"field": ' + deep + b"}", content_type="application/json")
        assert answer.status_code == 400


def json_of_another_shape(world: World) -> None:
    for body in (b"[]", b'{"field": []}', b'{"field": "company", "value": {}, "revision": 0}', b"\xff", b""):
        answer = world.founder.post("/e/valencia/application/save/", body, content_type="application/json")
        assert answer.status_code == 400


def confirming_somebody_elses_table(world: World) -> None:
    address = world.table(csv_of(HEADER, GOOD))["Location"]
    assert world.founder.post(f"{address}confirm/").status_code == 403
    assert world.visitor.post(f"{address}confirm/").status_code == 302
    assert Application.objects.filter(source="import").count() == 0


LONG = "x" * 10_000
PDF_OF_HTML = b"%PDF-1.7 <html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
KINDS: dict[str, Kind] = {
    # Files that say they are a table.
    "a zip bomb as a workbook": table_refused(made.zip_bomb, "grow far beyond its size", "t.xlsx"),
    "a workbook of thousands of parts": table_refused(made.many_parts, "grow far beyond its size", "t.xlsx"),
    "a billion laughs in a workbook": table_refused(made.entities, "declares a document type", "t.xlsx"),
    "a billion laughs in UTF-16": table_refused(
        lambda: made.entities("utf-16"), "declares a document type", "t.xlsx"
    ),
    "a sheet of sixteen thousand columns": table_refused(made.lying_sheet, "at most 200 are read", "t.xlsx"),
    "a damaged sheet": table_refused(
        lambda: made.changed_workbook("xl/worksheets/sheet1.xml", b"<worksheet>"), "is damaged", "t.xlsx"
    ),
    "a zip that is no workbook": table_refused(
        lambda: made.zip_of({"a.txt": b"a"}), "not a workbook", "t.xlsx"
    ),
    "a PDF called CSV": table_refused(lambda: PDF_OF_HTML, "This is not a table"),
    "a web page called CSV": table_refused(
        lambda: b"<!doctype html><script>1</script>", "This is not a table"
    ),
    "text called XLSX": table_refused(lambda: b"a,b\n1,2", "its content is not", "t.xlsx"),
    "NUL bytes": table_refused(lambda: b"Company,E-mail\nUm\0bra,a@example.org", "holds NUL bytes"),
    "a million columns": table_refused(lambda: b"a," * 1_000_000, "The file has 1000000 columns"),
    "a quote that never ends": table_refused(lambda: b'Company,E-mail\n"Umbra,a@example.org', "never closed"),
    "a cell without end": table_refused(
        lambda: b"Company\n" + b"x" * 200_000, "perhaps a quote is never closed"
    ),
    "a table of 51 MB": too_large_a_table,
    "nothing at all": table_refused(lambda: b" \n \n", "The file is empty."),
    "a path in a table's name": path_in_a_tables_name,
    "duplicate headers": duplicate_headers,
    "a column that is not there": mapping_of_a_column_that_is_not_there,
    "a field that is not offered": mapping_to_a_field_that_is_not_offered,
    # Cells of a table.
    "a formula": row_harmless(
        '=HYPERLINK("http://x")', GOOD[1], shown="=HYPERLINK(&quot;", exported='"\'=HYPERLINK(""http://x"")"'
    ),
    "a formula of full-width signs": row_harmless(
        "\uff1dcmd|' /C calc'!A0", GOOD[1], shown="\uff1dcmd|", exported="'\uff1dcmd"
    ),
    "a script in a name": row_harmless(SCRIPT, GOOD[1], shown="&lt;script&gt;alert(1)", never=SCRIPT),
    "template syntax": row_harmless("{{ 7*7 }}{% debug %}", GOOD[1], shown="{{ 7*7 }}{% debug %}"),
    "homoglyphs": row_harmless("St\u0430nding", GOOD[1], shown="<bdi>St\u0430nding</bdi>"),
    "text of the other direction": row_harmless(
        "\u05e9\u05dc\u05d5\u05dd 42", GOOD[1], shown="<bdi>\u05e9\u05dc\u05d5\u05dd 42</bdi>"
    ),
    "a turned reading order": row_refused("unseen_characters", RTL, GOOD[1]),
    "signs of no width": row_refused("unseen_characters", "Stand\u200bing", GOOD[1]),
    "a name of 10,000 characters": row_refused("too_long", LONG, GOOD[1]),
    "a header in a name": row_refused("line_break", "Umbra\r\nBcc: all@example.org", GOOD[1]),
    "a header in an address": row_refused("not_an_address", "Umbra", "a@example.org,b@example.org"),
    "a huge number": row_refused("not_a_number", "Umbra", GOOD[1], "", "9" * 400),
    "a number that is none": row_refused("not_a_number", "Umbra", GOOD[1], "", "NaN"),
    "the row of somebody's draft": row_refused("has_a_draft", "Mine now", "UMA@example.org"),
    "the address of another": somebody_elses_row,
    # An applicant's form.
    "a script typed": entry_kept("company", SCRIPT, SCRIPT),
    "a header typed": entry_kept("company", "Umbra\r\nBcc: all@example.org", "Umbra Bcc: all@example.org"),
    "a turned reading order typed": entry_kept("company", RTL, "Umbragnp.exe"),
    "10,000 characters typed": entry_refused("company", LONG, "at most 80 characters"),
    "an address that runs": entry_refused("website", "javascript:alert(1)", "Enter a valid URL."),
    "a number of 400 digits": entry_refused("team_founders", "9" * 400, "Enter a number"),
    "a field that is none": entry_refused("state", "finalist", "cannot be read", 400),
    "JSON of 50,000 brackets": json_that_is_too_deep,
    "JSON of another shape": json_of_another_shape,
    # An applicant's files.
    "an SVG with a script as logo": file_refused("logo", lambda: SVG, "not_a_picture", "logo.png"),
    "a picture of 900 million pixels": file_refused("logo", made.picture_bomb, "too_many_pixels", "logo.png"),
    "a PDF that is HTML": file_refused("deck", lambda: PDF_OF_HTML, "not_a_pdf", "deck.pdf"),
    "an upload of 200 MB": two_hundred_megabytes,
    # Doors.
    "a replayed invitation": a_replayed_invitation,
    "a foreign invitation": a_foreign_invitation,
    "a forged invitation": a_forged_invitation,
    "a deadline between load and submit": deadline_between_load_and_submit,
    "placeholders in a letter": placeholders_in_a_letter,
    "SQL in a search": search_for_sql,
    "NUL and length in a search": search_with_nul_and_length,
    "somebody else's table": confirming_somebody_elses_table,
}


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_input_does_no_harm_and_loses_nothing(kind, world):
    KINDS[kind](world)

    assert world.kept() == world.before or kind == "a replayed invitation"
    assert world.desk.get("/organise/valencia/").status_code == 200


def test_there_are_forty_kinds_and_more():
    assert len(KINDS) >= 40
