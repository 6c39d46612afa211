"""A startup applies in the browser, comes back by its link, and meets the end of the call."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from battle.applications.links import private_path
from battle.applications.models import Application

APPLY = "/e/valencia/apply/"


def test_an_application_is_kept_as_it_was_entered(client, edition, sent):
    answer = client.post(APPLY, sent, headers={"accept-language": "es"})

    application = Application.objects.get()
    assert answer.url == "/e/valencia/applied/"
    assert application.answers == {"team_founders": 3.0, "inv_last_round": 2.5, "team_prior_exit": 1.0}
    assert application.facts == {"fact_trademarks": 2.0}
    assert (application.contact_email, application.language) == ("uma@example.org", "es")
    assert (application.state, application.running_order) == ("submitted", None)


def test_only_the_company_is_needed(client, edition, sent):
    client.post(
        APPLY, {name: sent[name] for name in ("company", "one_liner", "contact_name", "contact_email")}
    )

    assert Application.objects.get().answers == {}


BAD = [
    ("company", "", "This field is required."),
    ("company", "x" * 81, "Ensure this value has at most 80 characters (it has 81)."),
    ("one_liner", "x" * 141, "Ensure this value has at most 140 characters (it has 141)."),
    ("website", "no address", "Enter a valid URL."),
    ("website", "javascript:alert(1)", "Enter a valid URL."),
    ("contact_email", "uma", "Enter a valid email address."),
    ("team_founders", "many", "Enter a number, such as 12 or 2.5."),
    ("team_founders", "2.5", "Enter a whole number."),
    ("team_founders", "-1", "Enter a number from 0 to 50."),
    ("team_founders", "nan", "Enter a number, such as 12 or 2.5."),
    ("team_founders", "1e3", "Enter a number, such as 12 or 2.5."),
    ("team_founders", "9" * 40, "Enter a number, such as 12 or 2.5."),
    ("inv_last_round", "1.500", "Write the number without separators between thousands, such as 1500."),
    ("fact_trademarks", "1,000", "Write the number without separators between thousands, such as 1500."),
    ("team_prior_exit", "maybe", "Select a valid choice. maybe is not one of the available choices."),
    ("fact_equity_planned", "101", "Enter a number from 0 to 100."),
]


@pytest.mark.parametrize(("field", "value", "said"), BAD)
def test_it_rejects_at_the_field_and_keeps_what_was_entered(field, value, said, client, edition, sent):
    answer = client.post(APPLY, {**sent, field: value})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [said]}
    assert f'id="id_{field}_error"' in page
    assert 'value="2,5"' in page or field == "inv_last_round"
    assert 'value="yes" id="id_team_prior_exit_1" checked' in page or field == "team_prior_exit"
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "How many founders are you?"),
        ("es", "¿Cuántos fundadores sois?"),
        ("pt-br", "Quantos fundadores vocês são?"),
    ],
)
def test_the_questions_speak_the_readers_language(language, question, client, edition):
    page = client.get(APPLY, headers={"accept-language": language}).content.decode()

    assert question in page
    assert f'<html lang="{language}"' in page


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2027-01-01", "They open on"),
        ("2027-04-01", "They closed on"),
    ],
)
def test_outside_the_call_there_is_a_date_and_no_form(now, said, client, edition):
    edition.call_opens_at = datetime(2027, 1, 10, 8, 0, tzinfo=UTC)
    edition.call_closes_at = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
    edition.show_starts_at = datetime(2027, 7, 15, 18, 0, tzinfo=UTC)
    edition.save()

    with time_machine.travel(f"{now}T12:00:00Z", tick=False):
        page = client.get(APPLY).content.decode()

    assert said in page
    assert "(Europe/Madrid, UTC+1)" in page
    assert 'name="company"' not in page


def test_a_call_that_ends_while_the_form_is_filled_in_loses_nothing_entered(
    client, edition, sent, close_call
):
    close_call()

    answer = client.post(APPLY, sent)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The call for applications has closed." in page
    assert all(f'value="{entry}"' in page for entry in ["Umbra", "Shade where it is needed", "2,5"])
    assert "Send the application" not in page
    assert not Application.objects.exists()


def test_the_private_link_shows_and_changes_the_application(client, edition, sent):
    client.post(APPLY, sent)
    address = private_path(Application.objects.select_related("edition").get())
    page = client.get(address)
    seen_at = page.context["form"]["seen_at"].value()

    client.post(address, {**sent, "seen_at": seen_at, "company": "Umbra Labs", "team_founders": ""})

    changed = Application.objects.get()
    assert 'value="2.5"' in page.content.decode()
    assert (changed.company, changed.contact_email) == ("Umbra Labs", "uma@example.org")
    assert changed.answers == {"inv_last_round": 2.5, "team_prior_exit": 1.0}


def test_two_windows_never_overwrite_each_other_silently(client, edition, sent):
    client.post(APPLY, sent)
    address = private_path(Application.objects.select_related("edition").get())
    seen_at = client.get(address).context["form"]["seen_at"].value()
    client.post(address, {**sent, "seen_at": seen_at, "company": "From the first window"})

    answer = client.post(address, {**sent, "seen_at": seen_at, "company": "From the second window"})

    assert answer.status_code == 409
    assert 'value="From the second window"' in answer.content.decode()
    assert Application.objects.get().company == "From the first window"


def test_after_the_call_the_private_link_only_reads(client, edition, sent, close_call):
    client.post(APPLY, sent)
    address = private_path(Application.objects.select_related("edition").get())
    seen_at = client.get(address).context["form"]["seen_at"].value()
    close_call()

    page = client.get(address).content.decode()
    answer = client.post(address, {**sent, "seen_at": seen_at, "company": "Too late"})

    assert "the application stands as it is below" in page
    assert "2.5 US$ million" in page
    assert answer.status_code == 409
    assert Application.objects.get().company == "Umbra"


@pytest.mark.parametrize("signed", ["abc", "abc:def", ":", "%00"])
def test_a_forged_link_opens_nothing(signed, client, edition):
    assert client.get(f"/e/valencia/application/{signed}/").status_code == 404


def test_the_receipt_belongs_to_the_browser_that_sent_the_form(client, edition, sent):
    client.post(APPLY, sent)
    receipt = client.get(reverse("applied", args=["valencia"])).content.decode()
    client.cookies.clear()

    assert "Thank you, Umbra" in receipt
    assert client.get(reverse("applied", args=["valencia"])).url == APPLY
