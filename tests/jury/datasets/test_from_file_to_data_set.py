"""From a file to a data set, by the pages a steward uses."""

from django.urls import reverse

from scoring.models import DataSet, Finding, Upload
from tests.jury.datasets.conftest import SAID, text_of
from tests.scoring.datasets.tables import MAPPING, as_csv, rows


def test_the_raw_file_becomes_a_data_set_by_the_shipped_mapping(send_file, press, desk, steward, raw_cax):
    answer = send_file(raw_cax, "cax_raw_228.csv.gz", "shipped:cax_raw")
    upload = Upload.objects.get()
    assert answer.url == reverse("jury:mapping", args=[upload.key])

    page = text_of(desk.get(answer.url))
    assert "228" in page
    answer = press("import-upload", upload, **{**SAID, "name": "cax"})

    kept = DataSet.objects.get()
    assert answer.url == reverse("jury:dataset", args=["cax"])
    assert (kept.series, kept.rows, kept.successes, kept.imported_by) == ("cax", 228, 114, steward)
    assert (kept.licence, kept.provenance) == (SAID["licence"], SAID["provenance"])
    assert not Upload.objects.exists()
    told = text_of(desk.get(answer.url))
    assert "Blanks tell the outcome" in told
    assert "What was not checked" in told


def test_a_table_is_mapped_in_the_fields(send_file, press, desk):
    send_file(as_csv(rows(40)))
    upload = Upload.objects.get()

    press(
        "save-mapping",
        upload,
        **{
            "label-0-column": "won",
            "label-0-success": "yes",
            "label-0-failure": "no",
            "label-0-meaning": "it was sold",
            "frame-company": "name",
            "q-team_founders-column": "founders",
            "q-inv_last_round-column": "raised",
            "q-inv_last_round-multiply": "1e-6",
            "q-trac_partners-column": "partners",
            "q-trac_partners-values": "lots = many",
            "q-trac_partners-blank": "none",
        },
    )
    upload.refresh_from_db()
    answer = press("import-upload", upload, **SAID)

    kept = DataSet.objects.get()
    assert answer.url == reverse("jury:dataset", args=["startups"])
    assert (kept.rows, kept.successes, kept.label, kept.label_meaning) == (40, 20, "won", "it was sold")


def test_cells_that_cannot_be_taken_keep_everything_out(uploaded, press):
    table = rows(40)
    table[3][4] = "several"
    upload = uploaded(as_csv(table))

    answer = press("import-upload", upload, **SAID)

    assert answer.status_code == 422
    told = text_of(answer)
    assert "Nothing was imported" in told
    assert "3 founders several It is no number" in told
    assert (DataSet.objects.count(), Upload.objects.count()) == (0, 1)


def test_licence_and_provenance_must_be_told(uploaded, press):
    upload = uploaded()

    answer = press("import-upload", upload, name="startups", licence=" ", provenance="")

    assert answer.status_code == 422
    form = answer.context["origin"]
    assert set(form.errors) == {"licence", "provenance"}
    assert not DataSet.objects.exists()


def test_the_same_file_and_mapping_lead_to_the_data_set_that_is_there(uploaded, press, desk):
    press("import-upload", uploaded(), **SAID)

    answer = press("import-upload", uploaded(), **{**SAID, "name": "other"})

    assert answer.url == reverse("jury:dataset", args=["startups"])
    assert "imported before" in text_of(desk.get(answer.url))
    assert (DataSet.objects.count(), Upload.objects.count()) == (1, 0)


def test_a_changed_file_becomes_the_next_version_of_its_series(uploaded, press, desk):
    press("import-upload", uploaded(), **SAID)

    press("import-upload", uploaded(as_csv(rows(42))), **SAID)

    second, first = DataSet.objects.order_by("-rows")
    assert (first.name, first.series, second.series) == ("startups", "startups", "startups")
    assert second.name.startswith("startups-")
    assert len(second.name) == len("startups-") + 8
    (series,) = desk.get(reverse("jury:datasets")).context["series"]
    assert [each.name for each in series.versions] == [second.name, "startups"]


def test_a_planted_leak_is_told_first_and_in_words(uploaded, press, desk):
    table = [[*row, "later" if row is rows()[0] else ""] for row in rows(80)]
    table[0][-1] = "raised in all"
    for number, row in enumerate(table[1:]):
        row[-1] = str(1000 + number if row[2] == "yes" else number)
    mapping = MAPPING + '\n[questions.inv_months_first]\ncolumn = "raised in all"\ncap = 100\n'
    press("import-upload", uploaded(as_csv(table), mapping), **SAID)

    answer = desk.get(reverse("jury:dataset", args=["startups"]))

    finding = Finding.objects.filter(code="column_too_good", serious=True).first()
    told = text_of(answer)
    assert "A column that is too good ! serious raised in all" in told
    assert finding.detail.replace("'", "&#x27;") in told
    assert told.index("A column that is too good") < told.index("Answers that few companies gave")
    serious = Finding.objects.filter(serious=True).count()
    assert f"{serious} serious finding" in text_of(desk.get(reverse("jury:datasets")))
