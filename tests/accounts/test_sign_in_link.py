from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from battle.accounts.actions import issue_sign_in_link
from battle.accounts.models import SignInLink

WEEK = timedelta(days=7)


def link_for(user, next_path="/organise/", valid_for=WEEK) -> str:
    token = issue_sign_in_link(user=user, next_path=next_path, now=timezone.now(), valid_for=valid_for)
    return reverse("sign_in_link", args=[token])


def test_opening_the_link_uses_nothing_up(client, host):
    address = link_for(host)

    answers = [client.get(address), client.head(address), client.get(address)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert "_auth_user_id" not in client.session
    assert SignInLink.objects.get().used_at is None


def test_the_page_does_not_tell_the_whole_address(client, host):
    page = client.get(link_for(host)).content.decode()

    assert "h•••@example.org" in page
    assert host.email not in page


def test_the_button_signs_in_once_and_opens_the_page_named(client, host):
    address = link_for(host)

    first = client.post(address)
    second = client.post(address)

    assert (first.status_code, first.url) == (302, "/organise/")
    assert client.session["_auth_user_id"] == str(host.pk)
    assert second.status_code == 410


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"]
)
def test_it_never_leads_to_another_site(elsewhere, client, host):
    answer = client.post(link_for(host, next_path=elsewhere))

    assert answer.url == "/"


def test_it_rejects_an_expired_link(client, host):
    address = link_for(host, valid_for=timedelta(0))

    assert (client.get(address).status_code, client.post(address).status_code) == (410, 410)
    assert "_auth_user_id" not in client.session


def test_it_rejects_the_link_of_somebody_who_was_shut_out(client, host):
    address = link_for(host)
    host.is_active = False
    host.save()

    assert client.post(address).status_code == 410


def test_the_command_prints_a_link_that_works(client, host, settings):
    settings.PUBLIC_URL = "https://battle.example"
    out = StringIO()

    call_command("signin_link", "Hugo@example.org", next="/e/valencia/", stdout=out)

    address = out.getvalue().strip()
    assert address.startswith("https://battle.example/accounts/link/")
    assert client.post(address.removeprefix("https://battle.example")).url == "/e/valencia/"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody@example.org"], "Nobody here has the address nobody@example.org."),
        (["no address"], "'no address' is not an e-mail address."),
        (
            ["hugo@example.org", "--next", "//evil.example"],
            "--next takes a path of this site, such as /organise/.",
        ),
        (["hugo@example.org", "--hours", "0"], "--hours takes 1 to 720."),
    ],
)
def test_the_command_rejects(arguments, said, host):
    with pytest.raises(CommandError) as refused:
        call_command("signin_link", *arguments)

    assert str(refused.value) == said
