"""The editor: fields and text are one mapping, drafts are kept, and two tabs never overwrite each other."""

import tomllib

import pytest
from django.urls import reverse

from scoring.core.mapping_editing import write_labels
from scoring.core.mapping_file import parse_mapping, read_shipped
from scoring.core.problems import MappingProblem
from scoring.forms.datasets_editor import NO_LABEL
from scoring.models import Upload
from tests.jury.datasets.conftest import GOOD, text_of
from tests.scoring.datasets.tables import MAPPING, as_csv, rows


def mapping_of(upload: Upload) -> dict:
    return tomllib.loads(Upload.objects.get(pk=upload.pk).mapping)


def test_fields_that_change_nothing_keep_the_text_with_its_comments(send_file, press, raw_cax):
    send_file(raw_cax, "cax.csv.gz", "shipped:cax_raw")
    upload = Upload.objects.get()

    press("save-mapping", upload)

    upload.refresh_from_db()
    assert upload.mapping == read_shipped("cax_raw")


def test_a_field_changes_its_key_and_nothing_else(uploaded, press):
    upload = uploaded()
    before = tomllib.loads(MAPPING)

    press("save-mapping", upload, **{"q-team_founders-cap": "7", "q-trac_partners-column": ""})

    before["questions"]["team_founders"]["cap"] = 7
    del before["questions"]["trac_partners"]
    assert mapping_of(upload) == before


def test_columns_are_combined_and_left_out_by_fields(uploaded, press):
    upload = uploaded()

    press(
        "save-mapping",
        upload,
        **{
            "q-team_founders-column": "",
            "q-team_founders-columns": "founders\nbuzz",
            "q-team_founders-combine": "sum",
            "ignored-0-columns": "city",
            "ignored-0-reason": "it stands for where the founders come from",
        },
    )

    written = mapping_of(upload)
    assert written["questions"]["team_founders"] == {"columns": ["founders", "buzz"], "combine": "sum"}
    assert written["ignored"] == [
        {"columns": ["city"], "reason": "it stands for where the founders come from"}
    ]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("q-team_founders-multiply", "a tenth"),
        ("q-trac_partners-values", "lots many"),
        ("q-team_founders-transform", "sqrt"),
        ("frame-date_format", "%d"),
        ("label-0-failure", "yes"),
        ("label-0-meaning", "x" * 301),
        ("frame-encoding", "klingon"),
    ],
)
def test_a_field_that_cannot_be_read_is_told_at_the_field_and_nothing_typed_is_lost(
    uploaded, press, field, typed
):
    upload = uploaded()

    answer = press("save-mapping", upload, **{field: typed, "q-inv_seed_count-column": "buzz"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_{field.replace("failure", "column")}_error"' in page or f'id="id_{field}_error"' in page
    assert typed in page
    assert '<option selected value="buzz">' in page
    assert Upload.objects.get().mapping == MAPPING


def test_a_protected_column_is_told_at_its_question(uploaded, press):
    upload = uploaded()

    answer = press("preview-mapping", upload, **{"q-trac_global_market-column": "city"})

    editor = answer.context["editor"]
    (error,) = editor.sources["trac_global_market"].errors["column"]
    assert "where the company comes from" in error


def test_an_empty_mapping_guesses_and_takes_what_is_confirmed(send_file, press, desk):
    send_file(GOOD.replace(b"founders", b"Number of founders", 1))
    upload = Upload.objects.get()
    page = text_of(desk.get(reverse("jury:mapping", args=[upload.key])))
    assert "Guess Take “Number of founders”" in page
    assert "questions" not in mapping_of(upload)

    press("save-mapping", upload, **{"q-team_founders-take": "on"})

    assert mapping_of(upload)["questions"] == {"team_founders": {"column": "Number of founders"}}


def test_all_guesses_can_be_taken_at_once(send_file, press):
    send_file(as_csv([["team_founders", "trac_awards", "won"], ["1", "yes", "1"], ["2", "no", "0"]]))
    upload = Upload.objects.get()

    press("save-mapping", upload, take_all="on")

    found = mapping_of(upload)["questions"]
    assert found["team_founders"] == {"column": "team_founders"}
    assert found["trac_awards"] == {"column": "trac_awards"}


def test_an_unfinished_mapping_is_kept_and_says_what_is_missing(send_file, press, desk):
    send_file(GOOD)
    upload = Upload.objects.get()

    press("save-mapping", upload, **{"q-team_founders-column": "founders", "name": "half-done"})

    page = desk.get(reverse("jury:mapping", args=[upload.key]))
    assert page.context["missing"] == ["the outcome: its column, its words, and what counts as success"]
    assert page.context["origin"]["name"].value() == "half-done"


def test_the_text_is_kept_as_it_was_written(uploaded, press):
    upload = uploaded()
    written = "# mine\n" + MAPPING.replace("multiply = 1e-6", "multiply = 2e-6")

    press("save-mapping-text", upload, text=written.replace("\n", "\r\n"))

    assert Upload.objects.get().mapping == written


@pytest.mark.parametrize(
    "text",
    [
        "version = 1\n[labels.won\ncolumn = 3",
        MAPPING + "\n[colour]\nred = 1\n",
        MAPPING.replace('column = "founders"', 'columns = ["founders"]'),
        "questions = 3",
        "version = 2",
        "# " + "x" * 200_001,
    ],
    ids=["no TOML", "unknown key", "half a source", "no table", "other version", "too long"],
)
def test_a_text_that_is_no_mapping_is_told_at_the_text_and_nothing_typed_is_lost(uploaded, press, text):
    upload = uploaded()

    answer = press("save-mapping-text", upload, text=text)

    assert answer.status_code == 422
    assert answer.context["text_errors"]
    assert answer.context["text"] == text
    assert b'aria-invalid="true"' in answer.content
    assert Upload.objects.get().mapping == MAPPING


@pytest.mark.parametrize("button", ["save-mapping", "import-upload", "save-mapping-text", "begin-mapping"])
def test_a_stale_tab_overwrites_nothing(uploaded, press, button):
    upload = uploaded()
    stale = upload.rev
    press("save-mapping", upload, **{"q-team_founders-cap": "7"})
    kept = Upload.objects.get().mapping

    answer = press(button, upload, rev=stale, text=MAPPING, name="a", licence="b", provenance="c")

    assert Upload.objects.get().mapping == kept
    assert answer.status_code == (302 if button == "begin-mapping" else 409)


def test_a_stale_tab_shows_both_versions_and_may_save_again(uploaded, press):
    upload = uploaded()
    stale = upload.rev
    press("save-mapping", upload, **{"q-team_founders-cap": "7"})

    answer = press("save-mapping", upload, rev=stale, **{"q-team_founders-cap": "9"})

    page = answer.content.decode()
    yours, theirs = page[page.index('id="yours"') :].split('id="theirs"')
    assert "cap = 9" in yours
    assert "cap = 7" in theirs.split("</textarea>")[0]
    press("save-mapping", upload, rev=answer.context["upload"].rev, **{"q-team_founders-cap": "9"})
    assert mapping_of(upload)["questions"]["team_founders"]["cap"] == 9


@pytest.mark.parametrize("rev", ["", "-1", "x", "9" * 30])
def test_a_page_without_a_proper_number_counts_as_stale(uploaded, press, rev):
    assert press("save-mapping", uploaded(), rev=rev).status_code == 409


def test_the_preview_tells_rows_counts_refusals_and_what_is_not_used(uploaded, press):
    table = rows(40)
    table[2][6] = "1,000,000"
    upload = uploaded(as_csv(table))

    answer = press("preview-mapping", upload, headers={"X-Fragment": "preview"})

    told = text_of(answer)
    assert "<html" not in answer.content.decode()
    assert "40 Successes 20 Failures 20 Refused cells ! 1" in told
    assert "2 raised 1,000,000 Write the number without separators of thousands" in told
    assert "How many founders are you? 40 1: 10 · 2: 10 · 3: 10 · 4+: 10" in told
    assert "1 column that is not used Its name stands for what is never scored. city" in told
    assert "24 questions that no column answers" in told
    assert Upload.objects.get().rev == upload.rev


def test_the_preview_follows_the_fields_without_keeping_them(uploaded, press):
    upload = uploaded()

    answer = press("preview-mapping", upload, **{"q-team_founders-cap": "1"})

    assert "How many founders are you? 40 1: 40 · 2: 0" in text_of(answer)
    assert Upload.objects.get().mapping == MAPPING


def test_another_mapping_takes_its_place(uploaded, press, desk):
    upload = uploaded()

    press("begin-mapping", upload, begin="shipped:crunchbase_first_round")

    upload.refresh_from_db()
    assert upload.mapping == read_shipped("crunchbase_first_round")
    page = desk.get(reverse("jury:mapping", args=[upload.key]))
    assert "The file has no such column." in text_of(page)
    assert press("begin-mapping", upload, begin="shipped:../../etc").status_code == 302
    assert Upload.objects.get().mapping == read_shipped("crunchbase_first_round")


def test_words_of_a_file_are_never_markup(uploaded, desk):
    table = [[*row, "<script>x</script>"] for row in rows(4)]
    upload = uploaded(as_csv(table), name='"><script>y.csv')

    page = desk.get(reverse("jury:mapping", args=[upload.key])).content

    assert b"<script>x" not in page
    assert b"<script>y" not in page


def test_reloading_what_a_button_answered_leads_back_to_the_editor(uploaded, desk):
    upload = uploaded()
    buttons = ["preview-mapping", "save-mapping", "save-mapping-text", "begin-mapping", "import-upload"]

    for button in [*buttons, "discard-upload"]:
        answer = desk.get(reverse(f"jury:{button}", args=[upload.key]))
        assert answer.url == reverse("jury:mapping", args=[upload.key])
    assert Upload.objects.get() == upload


def test_a_preview_asks_for_no_licence_yet(uploaded, press):
    answer = press("preview-mapping", uploaded(), name="", licence="", provenance="")

    assert not answer.context["wrong"]


def test_what_no_database_can_hold_is_left_out_of_a_draft(uploaded, press):
    upload = uploaded()

    assert press("save-mapping", upload, provenance="the\0 ministry", licence="x" * 300).status_code == 302
    upload.refresh_from_db()
    assert (upload.provenance, len(upload.licence)) == ("the ministry", 200)


def test_outcomes_of_one_long_name_are_counted_upwards():
    name = "o" * 60
    fields = {**NO_LABEL, "key": name, "column": "sold"}
    raw: dict = {}

    write_labels(raw, [fields] * 3)

    assert list(raw["labels"]) == [name, "o" * 57 + "_2", "o" * 57 + "_3"]


@pytest.mark.parametrize("sign", ["\\u0000", "\\u0007", "\\u007F"])
def test_a_control_character_is_refused_where_it_stands(sign):
    meaning = tomllib.loads(MAPPING)["labels"]["won"]["meaning"]
    text = MAPPING.replace(f'"{meaning}"', f'"a{sign}b"')

    with pytest.raises(MappingProblem) as refused:
        parse_mapping(text)

    assert (refused.value.type, refused.value.field) == ("bad_mapping", "labels.won.meaning")
    assert refused.value.detail.isprintable()


def test_a_control_character_in_a_translated_word_is_refused_too():
    text = MAPPING + '\n[[ignored]]\ncolumns = ["a\\u0000"]\nreason = "why"\n'

    with pytest.raises(MappingProblem) as refused:
        parse_mapping(text)

    assert refused.value.field == "ignored.0.columns.0"


def test_a_text_with_a_control_character_is_not_kept_and_says_where(uploaded, press):
    upload = uploaded()
    meaning = tomllib.loads(MAPPING)["labels"]["won"]["meaning"]

    answer = press("save-mapping-text", upload, text=MAPPING.replace(f'"{meaning}"', '"a\\u0000b"'))

    assert answer.status_code == 422
    assert "labels.won.meaning" in text_of(answer)
    assert mapping_of(upload) == tomllib.loads(MAPPING)


def test_a_control_character_in_a_field_is_told_at_the_field(uploaded, press):
    upload = uploaded()

    answer = press("save-mapping", upload, **{"label-0-meaning": "it was\x07 sold"})

    assert answer.status_code == 422
    assert "holds a control character" in answer.context["editor"].labels[0].errors["meaning"][0]
