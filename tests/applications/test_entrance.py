"""The way in: one flow from an address to a draft, also by an invitation, before and after the call."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from battle.accounts.models import User
from battle.applications import actions
from battle.applications.models import Application, LateCode

APPLY = "/e/valencia/apply/"
TASKS = "/e/valencia/application/"


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


@pytest.fixture
def late(edition) -> LateCode:
    return actions.make_late_code(
        edition=edition,
        note="Uma",
        expires_at=timezone.now() + timedelta(days=12),
        uses=1,
        now=timezone.now(),
    )


def sign_in(client, mailoutbox, address: str, email: str, **headers: str):
    """From the entrance through the mailed code; where it leads."""
    page = client.get(address, headers=headers)
    asked = client.post(address, {"email": email, "next": page.context["back"]}, headers=headers)
    text = mailoutbox[-1].body
    code = next(line for line in text.splitlines() if re.fullmatch(r"[A-Z0-9-]{6,9}", line.strip()))
    return client.post(asked.url, {"code": code.strip()}, headers=headers).url


def test_a_new_address_comes_back_and_begins(client, edition, mailoutbox):
    led = sign_in(client, mailoutbox, APPLY, "Uma@Example.org", **{"accept-language": "es"})
    began = client.post(led, headers={"accept-language": "es"})

    application = Application.objects.get()
    assert (led, began.url) == (APPLY, TASKS)
    assert (application.contact_email, application.state, application.language) == (
        "uma@example.org",
        "draft",
        "es",
    )
    assert application.submitted_at is None


def test_known_and_unknown_addresses_are_answered_alike(client, edition, uma, mailoutbox):
    known = client.post(APPLY, {"email": uma.email, "next": APPLY})
    client.cookies.clear()
    unknown = client.post(APPLY, {"email": "new@example.org", "next": APPLY})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [message.to for message in mailoutbox] == [["uma@example.org"], ["new@example.org"]]


def test_beginning_twice_goes_on_with_the_same_draft(founder, edition):
    founder.post(APPLY)
    founder.post(APPLY)

    assert Application.objects.count() == 1


def test_what_is_no_address_is_said_at_the_field(client, edition):
    answer = client.post(APPLY, {"email": "uma", "next": APPLY})

    assert answer.status_code == 422
    assert "Enter a valid email address." in answer.content.decode()
    assert not User.objects.filter(email="uma").exists()


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "/organise/", "/e/valencia/application/../../x"]
)
def test_the_way_back_leads_nowhere_else(wanted, client, edition):
    back = client.get(APPLY, {"next": wanted}).context["back"]

    assert back in {APPLY, wanted}
    assert back.startswith("/e/valencia/")


@pytest.mark.parametrize(("now", "said"), [("2027-01-01", "They open on"), ("2027-04-01", "They closed on")])
def test_outside_the_call_there_is_a_date_and_nothing_to_begin(now, said, founder, edition):
    edition.call_opens_at = datetime(2027, 1, 10, 8, 0, tzinfo=UTC)
    edition.call_closes_at = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
    edition.show_starts_at = datetime(2027, 7, 15, 18, 0, tzinfo=UTC)
    edition.save()

    with time_machine.travel(f"{now}T12:00:00Z", tick=False):
        founder.force_login(User.objects.get(email="uma@example.org"))
        page = founder.get(APPLY).content.decode()
        refused = founder.post(APPLY)

    assert said in page
    assert "(Europe/Madrid, UTC+1)" in page
    assert 'id="begin"' not in page
    assert refused.status_code == 409
    assert not Application.objects.exists()


def test_an_invitation_survives_the_sign_in_and_opens_a_closed_call_for_one(
    client, edition, late, close_call, mailoutbox
):
    close_call()
    invited = f"{APPLY}?code={late.code}"

    led = sign_in(client, mailoutbox, invited, "uma@example.org")
    began = client.post(led, {"code": late.code})
    client.logout()
    sign_in(client, mailoutbox, invited, "another@example.org")
    second = client.post(invited, {"code": late.code})

    assert (led, began.url) == (invited, TASKS)
    assert second.status_code == 409
    assert "has ended or was used up" in second.content.decode()
    assert [each.contact_email for each in Application.objects.all()] == ["uma@example.org"]
    assert (LateCode.objects.get().uses_left, Application.objects.get().late_access.code) == (0, late)


def test_a_code_lets_its_application_be_written_until_it_ends(founder, edition, late, close_call):
    founder.post(APPLY, {"code": late.code.lower()})
    close_call()
    application = Application.objects.get()

    def save(company: str, at: datetime) -> str:
        try:
            revisions = Application.objects.get().revisions
            actions.save_entries(
                application_id=application.pk, values={"company": company}, revisions=revisions, now=at
            )
        except Exception as refusal:
            return getattr(refusal, "code", "")
        return "saved"

    assert save("Umbra", late.expires_at - timedelta(seconds=1)) == "saved"
    assert save("Late", late.expires_at) == "call_closed"
    actions.revoke_late_code(edition=edition, code_id=late.pk, now=timezone.now())
    assert save("Revoked", timezone.now()) == "call_closed"
    assert Application.objects.get().company == "Umbra"


@pytest.mark.parametrize("code", ["", "AAAA-AAAA-AAAA", "' OR 1=1 --", "x" * 500])
def test_no_invented_code_opens_a_closed_call(code, founder, edition, late, close_call):
    close_call()

    assert founder.post(APPLY, {"code": code}).status_code == 409
    assert not Application.objects.exists()


def test_a_new_draft_knows_what_was_told_before(founder, edition, filled, other_edition):
    actions.hand_in(application_id=filled.pk, language="en", now=timezone.now())

    page = founder.post("/e/bilbao/apply/", follow=True)

    again = Application.objects.get(edition=other_edition)
    assert "We filled in what you told us for Valencia Battle." in page.content.decode()
    assert (again.state, again.company, again.answers) == ("draft", "Umbra", {"team_founders": 3.0})
    assert again.evidence == {"team_founders": "https://umbra.example/team"}
    assert again.consented_at is None


def test_the_old_private_link_leads_to_the_entrance_and_opens_nothing(client, edition, filled):
    led = client.get(f"{TASKS}{filled.key}:c2lnbmVk/", follow=True)

    assert led.redirect_chain[-1][0] == f"{APPLY}?next=%2Fe%2Fvalencia%2Fapplication%2F"
    assert "Umbra" not in led.content.decode()
    assert led.context["back"] == TASKS


def test_a_draft_edition_has_no_entrance(client, edition):
    type(edition).objects.update(published_at=None)

    assert client.get(APPLY).status_code == 404
    assert client.get(TASKS).status_code == 404


def test_a_code_also_opens_what_was_submitted_before_the_close(founder, edition, filled, late, close_call):
    actions.hand_in(application_id=filled.pk, language="en", now=timezone.now())
    close_call()
    page = founder.get(APPLY, {"code": late.code}).content.decode()
    founder.post(APPLY, {"code": late.code})
    founder.post(APPLY, {"code": late.code})

    saved = founder.post(
        f"{TASKS}save/",
        {"field": "company", "value": "Labs", "revision": 1},
        content_type="application/json",
    )

    assert 'id="begin"' in page
    assert (saved.status_code, LateCode.objects.get().uses_left) == (200, 0)


def test_whoever_deletes_a_draft_gets_in_again_by_the_same_invitation(founder, edition, late, close_call):
    close_call()
    founder.post(APPLY, {"code": late.code})
    founder.post(f"{TASKS}withdraw/")

    again = founder.post(APPLY, {"code": late.code})

    assert again.url == TASKS
    assert LateCode.objects.get().uses_left == 0
