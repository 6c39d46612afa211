"""Who changed what and when."""

import csv
import io

import pytest

from battle.accounts.enums import Role
from battle.applications import actions
from battle.applications.models import Application

AUDIT = "/organise/valencia/audit/"


@pytest.fixture
def changed(desk, applied, edition, organiser, reviewer):
    """Two applications, one changed by the organiser through the desk; a renamed battle; a colleague."""
    applied("Alpha")
    beta = applied("Beta", answers={"team_founders": 2.0})
    desk.post("/organise/valencia/shortlist/", {"keys": ["alpha"]})
    beta.answers = {"team_founders": 3.0}
    beta._change_reason = "told on the phone"
    beta.save()
    edition.name = "Valencia Battle 2026"
    edition.save()
    return desk


def told(page):
    return [
        (c.kind, c.what, c.how, [(f.field, f.old, f.new) for f in c.fields]) for c in page.context["page"]
    ]


def test_a_change_names_person_field_before_and_after(changed):
    changes = changed.get(AUDIT + "?kind=application").context["page"].object_list

    assert [(c.what, c.how, c.by, c.reason) for c in changes][:2] == [
        ("Beta", "~", "", "told on the phone"),
        ("Alpha", "~", "olga@example.org", changes[1].reason),
    ]
    assert [(f.field, f.old, f.new) for f in changes[0].fields] == [("How many founders are you?", "2", "3")]
    assert [(f.field, f.old, f.new) for f in changes[1].fields] == [("State", "Submitted", "Shortlisted")]


def test_histories_of_several_rooms_are_merged_latest_first(changed):
    page = changed.get(AUDIT)
    found = page.context["page"].object_list

    assert {"Application", "Edition"} <= {change.kind for change in found}
    assert [change.at for change in found] == sorted((change.at for change in found), reverse=True)


@pytest.mark.parametrize(
    ("query", "whats"),
    [
        ("?kind=edition", {"Valencia Battle 2026", "Valencia Battle"}),
        ("?of=alpha", {"Alpha"}),
        ("?of=nothing", set()),
        ("?kind=nonsense&since=yesterday", None),
        ("?since=2001-01-01&until=2001-01-02", set()),
    ],
)
def test_the_address_narrows_the_changes(query, whats, changed):
    page = changed.get(AUDIT + query)

    assert page.status_code == 200
    if whats is not None:
        assert {change.what for change in page.context["page"]} == whats


def test_only_changes_of_one_person(changed, organiser):
    page = changed.get(f"{AUDIT}?by={organiser.pk}")

    assert {change.by for change in page.context["page"]} == {"olga@example.org"}


def test_the_changes_of_another_edition_are_not_told(changed, edition, client):
    other = type(edition).objects.get()
    other.pk, other.slug = None, "bilbao"
    other.save()
    other.memberships.create(user=edition.memberships.get(role=Role.ORGANISER).user, role=Role.ORGANISER)

    assert not [c for c in changed.get("/organise/bilbao/audit/").context["page"] if c.kind == "Application"]


def test_the_table_has_a_row_for_each_field(changed):
    answer = changed.get(AUDIT + "changes.csv?of=beta")

    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert (rows[0]["Field"], rows[0]["Before"], rows[0]["After"]) == (
        "How many founders are you?",
        "2",
        "3",
    )


def test_a_page_asks_as_much_for_many_changes_as_for_few(desk, applied, django_assert_max_num_queries):
    applied("Alpha")
    with django_assert_max_num_queries(11) as few:
        desk.get(AUDIT)
    for number in range(60):
        applied(f"A{number}")
    actions.shortlist(edition=Application.objects.first().edition, keys=[f"a{n}" for n in range(60)])

    with django_assert_max_num_queries(11) as many:
        assert len(desk.get(AUDIT).context["page"]) == 50
    assert len(many) <= len(few)
