"""What a startup tells in its application stays between it and the organisers: looked for in the bytes sent out."""

import pytest
from django.urls import reverse

from battle.accounts.models import User
from battle.applications.actions import Entries, submit_application

SECRETS = ["31337", "contact-secret", "Ada Secret", "31.5"]


@pytest.fixture
def told(edition, finalists):
    """A finalist whose private entries are easy to find."""
    from django.utils import timezone

    finalist = finalists[0]
    finalist.answers = {"trac_employees": 31337, "inv_last_round": 31.5}
    finalist.facts = {"fact_revenue_year": 31337}
    finalist.contact_name, finalist.contact_email = "Ada Secret", "contact-secret@example.org"
    finalist.submitted_at = timezone.now()
    finalist.save()
    return finalist


def secrets_in(answer) -> list[str]:
    body = answer.content.decode()
    return [secret for secret in SECRETS if secret in body]


@pytest.mark.parametrize(
    ("route", "args"),
    [
        ("home", []),
        ("edition", ["valencia"]),
        ("apply", ["valencia"]),
        ("api:editions", []),
        ("api:edition", ["valencia"]),
    ],
)
@pytest.mark.parametrize("language", ["en", "es", "pt-br"])
def test_no_public_page_tells_what_an_application_answers(route, args, language, client, told):
    answer = client.get(reverse(route, args=args), headers={"accept-language": language})

    assert answer.status_code == 200
    assert secrets_in(answer) == []


def test_the_organiser_and_the_owner_are_told_it(client, organiser, told):
    client.force_login(User.objects.create_user(told.contact_email))
    by_owner = client.get(reverse("application-check", args=["valencia"]))
    client.force_login(organiser)
    at_the_desk = client.get(reverse("organise:application", args=["valencia", told.key]))
    over_the_api = client.get(reverse("api:application", args=["valencia", told.key]))

    assert "31337" in secrets_in(by_owner)
    assert "contact-secret" in secrets_in(at_the_desk)
    assert over_the_api.json()["answers"] == {"trac_employees": 31337, "inv_last_round": 31.5}


def test_the_list_of_applications_carries_no_answer(client, organiser, told):
    client.force_login(organiser)

    answer = client.get(reverse("api:applications", args=["valencia"]))

    assert secrets_in(answer) == []
    assert set(answer.json()["results"][0]) == {
        *("key", "company", "one_liner", "website", "state", "running_order", "answered", "submitted_at")
    }


def test_the_api_answers_the_same_for_a_known_address(client, edition):
    from django.utils import timezone

    entries = Entries(
        company="Umbra", one_liner="Shade", website="", contact_name="Uma", answers={}, facts={}
    )
    submit_application(
        edition=edition, contact_email="uma@example.org", entries=entries, language="en", now=timezone.now()
    )
    body = {
        "company": "Other",
        "one_liner": "Else",
        "contact_name": "Eve",
        "contact_email": "UMA@example.org",
    }

    known = client.post(reverse("api:applications", args=["valencia"]), body, content_type="application/json")
    unknown = client.post(
        reverse("api:applications", args=["valencia"]),
        {**body, "contact_email": "new@example.org"},
        content_type="application/json",
    )

    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())
    assert edition.applications.get(contact_email="uma@example.org").company == "Umbra"
