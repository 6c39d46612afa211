"""Sections as ordinary forms, and entries saved one by one: the same checks; nothing is lost or overwritten."""

import pytest
from django.urls import reverse

from battle.applications.entries import SECTIONS
from battle.applications.models import Application

TASKS = "/e/valencia/application/"
TYPED = {
    "company": {"company": "Umbra", "one_liner": "Shade", "website": "umbra.example", "contact_name": "Uma"},
    "team": {
        "people": "Uma\r\nBen",
        "team_founders": "3",
        "team_prior_exit": "yes",
        "note_team_founders": "a register",
    },
    "investors": {"inv_last_round": "2,5", "investor_names": "Sol Ventures"},
    "ip": {"fact_trademarks": "2"},
    "consent": {"consent": "on"},
}


def page_of(client, section: str):
    return client.get(f"{TASKS}{section}/")


def send(client, section: str, typed: dict, *, page=None):
    """What a browser without scripts sends: the page's revisions and what was typed."""
    page = page or page_of(client, section)
    revisions, kept = {}, {}
    for row in page.context["rows"]:
        for each in (row, row.note):
            if each is not None:
                revisions[f"revision_{each.entry.name}"] = each.revision
                kept[each.entry.name] = each.field.value() or ""
    return client.post(f"{TASKS}{section}/", {**kept, **revisions, **typed})


def save(client, field: str, value, revision: int = 0):
    return client.post(
        f"{TASKS}save/",
        {"field": field, "value": value, "revision": revision},
        content_type="application/json",
    )


def test_a_whole_application_is_entered_without_scripts(founder, draft):
    led = [send(founder, section, typed).url for section, typed in TYPED.items()]

    kept = Application.objects.get()
    assert led == [
        f"{TASKS}{following}/" for following in ("team", "traction", "pitch", "investors", "check")
    ]
    assert (kept.company, kept.website, kept.people) == ("Umbra", "https://umbra.example", "Uma\nBen")
    assert kept.answers == {"team_founders": 3.0, "team_prior_exit": 1.0, "inv_last_round": 2.5}
    assert (kept.facts, kept.evidence) == ({"fact_trademarks": 2.0}, {"team_founders": "a register"})
    assert kept.consented_at is not None
    assert kept.state == "draft"


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("language", ["en", "es", "pt-br"])
def test_every_section_speaks_the_readers_language(section, language, founder, draft):
    answer = founder.get(f"{TASKS}{section}/", headers={"accept-language": language})

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


def test_the_task_list_tells_how_far_each_section_is(founder, draft, keep):
    keep(website="https://umbra.example/", team_founders=3.0, consent=True)

    states = {state.key: str(state.progress) for state in founder.get(TASKS).context["sections"]}

    assert states == {
        "company": "needs_attention",
        "team": "in_progress",
        "traction": "not_begun",
        "ip": "not_begun",
        "investors": "not_begun",
        "pitch": "not_begun",
        "consent": "complete",
    }


BAD = [
    ("company", "company", "x" * 10_000, "Ensure this value has at most 80 characters (it has 10000)."),
    ("company", "one_liner", "x" * 141, "Ensure this value has at most 140 characters (it has 141)."),
    ("company", "website", "javascript:alert(1)", "Enter a valid URL."),
    ("team", "team_founders", "many", "Enter a number, such as 12 or 2.5."),
    ("team", "team_founders", "2.5", "Enter a whole number."),
    ("team", "team_founders", "-1", "Enter a number from 0 to 50."),
    ("team", "team_founders", "nan", "Enter a number, such as 12 or 2.5."),
    ("team", "team_founders", "9" * 40, "Enter a number, such as 12 or 2.5."),
    (
        "investors",
        "inv_last_round",
        "1.500",
        "Write the number without separators between thousands, such as 1500.",
    ),
    (
        "ip",
        "fact_trademarks",
        "1,000",
        "Write the number without separators between thousands, such as 1500.",
    ),
    ("team", "team_prior_exit", "maybe", "Select a valid choice. maybe is not one of the available choices."),
    ("investors", "fact_equity_planned", "101", "Enter a number from 0 to 100."),
]


@pytest.mark.parametrize(("section", "field", "value", "said"), BAD)
def test_a_wrong_value_is_told_at_the_field_and_loses_no_other(section, field, value, said, founder, draft):
    other = {
        "company": "contact_name",
        "team": "people",
        "investors": "investor_names",
        "ip": "note_ip_patent",
    }[section]

    answer = send(founder, section, {field: value, other: "kept"})
    alone = save(founder, field, value)

    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [said]}
    assert answer.context["form"][field].value() == value
    assert (alone.status_code, alone.json()["code"], alone.json()["message"]) == (422, "invalid", said)
    assert alone.json()["where"] == f"{TASKS}{section}/#entry-{field}"
    kept = Application.objects.get()
    assert "kept" in {kept.contact_name, kept.people, kept.investor_names, *kept.evidence.values()}
    assert field not in kept.revisions


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Umbra \u202egpj.exe\u202c  Labs\x00\r\nBcc: x ", "Umbra gpj.exe Labs Bcc: x"),
        ("{{ 7|add:7 }}{% load x %}", "{{ 7|add:7 }}{% load x %}"),
        ("Умbra", "Умbra"),
    ],
)
def test_what_turns_or_breaks_a_line_is_taken_out_and_the_rest_stays(typed, kept, founder, draft):
    assert save(founder, "company", typed).json()["value"] == kept
    assert Application.objects.get().company == kept


def test_each_entry_is_saved_as_it_is_left(founder, draft):
    first = save(founder, "inv_last_round", "2,5")
    second = save(founder, "inv_last_round", "", first.json()["revision"])

    assert first.json() == {
        "field": "inv_last_round",
        "value": "2.5",
        "revision": 1,
        "progress": "in_progress",
    }
    assert second.json()["progress"] == "not_begun"
    assert Application.objects.get().answers == {}


def test_of_two_windows_the_later_is_shown_both_values_and_overwrites_nothing(founder, draft):
    save(founder, "company", "From the first window", 0)

    refused = save(founder, "company", "From the second window", 0)
    before = Application.objects.get().company
    chosen = save(founder, "company", "From the second window", refused.json()["revision"])

    assert refused.status_code == 409
    assert {name: refused.json()[name] for name in ("code", "theirs", "revision")} == {
        "code": "changed_elsewhere",
        "theirs": "From the first window",
        "revision": 1,
    }
    assert before == "From the first window"
    assert (chosen.status_code, Application.objects.get().company) == (200, "From the second window")


def test_the_same_value_sent_again_after_its_answer_got_lost_is_no_conflict(founder, draft):
    save(founder, "company", "Umbra", 0)

    again = save(founder, "company", "Umbra", 0)

    assert (again.status_code, again.json()["revision"]) == (200, 1)


def test_without_scripts_a_conflict_names_both_values_and_saving_again_decides(founder, draft):
    stale = page_of(founder, "company")
    save(founder, "company", "From the first window")

    refused = send(founder, "company", {"company": "From the second window", "one_liner": "kept"}, page=stale)
    page = refused.content.decode()
    before = Application.objects.get()
    chosen = send(
        founder, "company", {"company": "From the second window", "one_liner": "kept"}, page=refused
    )

    assert refused.status_code == 409
    assert "From the first window" in page
    assert 'value="From the second window"' in page
    assert (before.company, before.one_liner) == ("From the first window", "kept")
    assert (chosen.status_code, Application.objects.get().company) == (302, "From the second window")


def test_a_call_that_ends_while_somebody_types_loses_nothing(founder, draft, close_call):
    page = page_of(founder, "company")
    close_call()

    form = send(founder, "company", {"company": "Umbra", "website": "umbra.example"}, page=page)
    alone = save(founder, "company", "Umbra")

    body = form.content.decode()
    assert (form.status_code, alone.status_code, alone.json()["code"]) == (409, 409, "call_closed")
    assert "The call for applications has closed." in body
    assert 'value="Umbra"' in body
    assert 'value="umbra.example"' in body
    assert Application.objects.get().company == ""


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"field": "state", "value": "finalist", "revision": 0}',
        '{"field": "company", "value": 1, "revision": 0}',
        '{"field": "company", "value": "x", "revision": true}',
        "\xff",
    ],
)
def test_it_rejects_what_is_no_entry(body, founder, draft):
    answer = founder.post(f"{TASKS}save/", body, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")
    assert Application.objects.get().state == "draft"


def test_nobody_else_reaches_an_application(client, draft, stranger, organiser):
    for person in (None, stranger, organiser):
        client.logout()
        if person:
            client.force_login(person)
        assert [client.get(TASKS + path).status_code for path in ("", "company/", "check/")] == [
            302,
            302,
            302,
        ]
        assert save(client, "company", "Mine").status_code == (404 if person else 401)
    assert client.get(reverse("organise:application", args=["valencia", draft.key])).status_code == 404
    assert Application.objects.get().company == ""


def test_what_was_submitted_keeps_what_it_needs(founder, filled):
    founder.post(f"{TASKS}submit/")

    refused = save(founder, "company", " ", filled.revisions["company"])

    assert (refused.status_code, refused.json()["message"]) == (422, "This field is required.")
    assert Application.objects.get().company == "Umbra"


def test_a_text_of_megabytes_is_told_at_its_field(founder, draft):
    answer = save(founder, "pitch", "x" * 2_000_000)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize("field", ["company", "pitch", "note_team_founders"])
def test_half_a_sign_is_taken_out_before_it_reaches_what_cannot_hold_it(field, founder, draft):
    cut = {"field": field, "value": "Umbra \ud83d", "revision": 0}

    answer = founder.post(f"{TASKS}save/", cut, content_type="application/json")

    assert (answer.status_code, answer.json()["value"]) == (200, "Umbra")
    assert founder.get(f"{TASKS}check/").status_code == 200
