"""The organiser's desk in the browser."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from battle.applications.models import Application

DESK = "/organise/valencia/"


@pytest.fixture
def apply_as(edition):
    def apply_as(company: str, *, days: int = 0, state: str = "submitted") -> Application:
        return Application.objects.create(
            edition=edition,
            key=company.lower()[:12],
            company=company,
            one_liner="One line",
            contact_name="C",
            contact_email=f"{company.lower()}@example.org",
            state=state,
            submitted_at=timezone.now() - timedelta(days=days),
        )

    return apply_as


@pytest.fixture
def desk(client, organiser, jury):
    client.force_login(organiser)
    return client


def listed(answer) -> list[str]:
    return [application.company for application in answer.context["page"]]


@pytest.mark.parametrize(
    ("query", "companies"),
    [
        ("", ["beta", "Alpha", "Gamma"]),
        ("?sort=company", ["Alpha", "beta", "Gamma"]),
        ("?sort=-company", ["Gamma", "beta", "Alpha"]),
        ("?sort=submitted", ["Gamma", "Alpha", "beta"]),
        ("?state=shortlisted", ["Alpha"]),
        ("?state=declined", []),
        ("?state=nonsense&sort=password", ["beta", "Alpha", "Gamma"]),
        ("?page=99", ["beta", "Alpha", "Gamma"]),
    ],
)
def test_the_address_filters_and_sorts(query, companies, desk, apply_as):
    apply_as("Alpha", days=1, state="shortlisted")
    apply_as("beta", days=0)
    apply_as("Gamma", days=2)

    assert listed(desk.get(DESK + query)) == companies


def test_a_decision_states_its_count_and_keeps_filter_and_sort(desk, apply_as):
    apply_as("Alpha")
    apply_as("Beta")

    answer = desk.post(
        reverse("organise:shortlist", args=["valencia"]),
        {"keys": ["alpha", "beta"], "state": "submitted", "sort": "company"},
        follow=True,
    )

    assert answer.redirect_chain[0][0] == f"{DESK}?state=submitted&sort=company"
    assert "2 applications changed." in answer.content.decode()


def test_a_decision_on_nothing_is_explained(desk, apply_as):
    answer = desk.post(reverse("organise:decline", args=["valencia"]), follow=True)

    assert "Choose at least one application in the table first." in answer.content.decode()


def test_the_buttons_move_a_finalist_and_the_ends_stay(desk, finalists):
    def press(button: str, key: str) -> list[str]:
        answer = desk.post(reverse(f"organise:{button}", args=["valencia", key]), follow=True)
        return [finalist.company for finalist in answer.context["finalists"]]

    assert press("move-down", "finalist-1") == ["Boreal", "Acequia", "Cargolux Labs", "Dendro"]
    assert press("move-up", "finalist-4") == ["Boreal", "Acequia", "Dendro", "Cargolux Labs"]
    assert press("move-up", "finalist-2") == ["Boreal", "Acequia", "Dendro", "Cargolux Labs"]
    assert press("remove-finalist", "finalist-1") == ["Boreal", "Dendro", "Cargolux Labs"]


def test_the_show_opens_only_when_nothing_is_missing(desk, finalists):
    ready = desk.get(DESK)
    desk.post(reverse("organise:remove-finalist", args=["valencia", "finalist-1"]))
    missing = desk.get(DESK)

    assert (ready.context["ready"], missing.context["ready"]) == (True, False)
    assert "1 finalist is missing on the running order." in missing.content.decode()
    assert reverse("stage:open", args=["valencia"]) in ready.content.decode()


def test_without_a_jury_the_list_says_so(client, organiser, finalists):
    client.force_login(organiser)

    page = client.get(DESK)

    assert page.context["ready"] is False
    assert "There is no jury model yet" in page.content.decode()


@pytest.mark.parametrize("address", [DESK, "/organise/", "/api/v1/editions/valencia/applications"])
def test_a_list_asks_as_much_for_three_as_for_one(address, desk, apply_as, django_assert_max_num_queries):
    def queries_asked() -> int:
        with django_assert_max_num_queries(30) as asked:
            assert desk.get(address).status_code == 200
        return len(asked)

    apply_as("Alpha")
    first = queries_asked()
    apply_as("Beta")
    apply_as("Gamma")

    assert queries_asked() == first


def test_hostile_entries_stay_text(desk, apply_as):
    apply_as("Alpha")
    Application.objects.update(company="<img src=x onerror=alert(1)>", one_liner='"><script>')

    page = desk.get(DESK).content.decode()

    assert "<img src=x" not in page
    assert '"><script>' not in page


@pytest.mark.parametrize(
    ("query", "companies"),
    [
        ("?q=alpha", ["Alpha"]),
        ("?q=LINE+gamma%40example", ["Gamma"]),
        ("?q=TOOL-7", ["beta"]),
        ("?q=%25", []),
        ("?q=%00alpha", ["Alpha"]),
        ("?deck=yes", ["beta"]),
        ("?deck=no", ["Alpha", "Gamma"]),
        ("?language=es", ["Gamma"]),
        ("?source=import", ["beta"]),
        ("?answered=none", ["beta", "Gamma"]),
        ("?answered=few", ["Alpha"]),
        ("?answered=most", []),
        ("?sort=-answered", ["Alpha", "beta", "Gamma"]),
        ("?deck=perhaps&language=xx&source=fax&answered=some", ["beta", "Alpha", "Gamma"]),
    ],
)
def test_a_search_and_the_filters_narrow_the_list(query, companies, desk, apply_as):
    apply_as("Alpha", days=1)
    apply_as("beta", days=0)
    apply_as("Gamma", days=2)
    Application.objects.filter(company="Alpha").update(answers={"team_founders": 2.0, "ip_disruptive": 1.0})
    Application.objects.filter(company="beta").update(reference="tool-7", source="import", deck="decks/b.pdf")
    Application.objects.filter(company="Gamma").update(language="es")

    assert listed(desk.get(DESK + query)) == companies


def test_a_list_leaves_answers_and_texts_in_the_database(desk, apply_as):
    apply_as("Alpha")

    (row,) = desk.get(DESK).context["page"]

    assert {"answers", "facts", "evidence", "pitch", "people"} <= row.get_deferred_fields()


@pytest.mark.parametrize(
    "query", ["", "?q=alpha&deck=no&answered=none&language=en", "?sort=-answered&page=2"]
)
def test_the_desk_asks_the_database_less_than_twelve_times(
    query, desk, apply_as, django_assert_max_num_queries
):
    apply_as("Alpha")

    with django_assert_max_num_queries(11):
        assert desk.get(DESK + query).status_code == 200


def test_an_application_is_shown_whole_and_without_consent_where_it_was_imported(desk, apply_as):
    apply_as("Alpha")
    told = {"pitch": "One\nTwo", "answers": {"team_founders": 2.0}, "evidence": {"team_founders": "see p. 2"}}
    Application.objects.update(source="import", deck="decks/a.pdf", **told)

    page = desk.get("/organise/valencia/applications/alpha/").content.decode()

    for said in (
        "One<br>Two",
        "2 founders",
        "see p. 2",
        "None: it was imported",
        "/applications/alpha/files/deck/",
    ):
        assert said in page


def test_a_draft_is_on_no_list_of_the_organiser(desk, apply_as):
    apply_as("Alpha", state="draft")

    page = desk.get(f"{DESK}?q=alpha&state=draft")

    assert listed(page) == []
    assert page.context["received"] == 0
    assert desk.get("/organise/valencia/applications/alpha/").status_code == 404
