"""A passkey in a real browser with the key of a simulated device, under the site's strict content policy."""

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(live_server) -> str:
    """Browsers offer passkeys at names, not at bare addresses of machines."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(client, host, site, browser) -> Iterator[Page]:
    """A phone with a device key, on which the host is signed in; faults and blocked content fail the test."""
    client.force_login(host)
    faults: list[str] = []
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce", locale="en"
    )
    context.set_default_timeout(20_000)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site}])
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield page
    context.close()
    assert faults == []


def serious_faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [fault["id"] for fault in found if fault["impact"] in {"serious", "critical"}]


def test_staff_set_up_a_passkey_and_sign_in_with_it_alone(page, site, host, settings):
    settings.STAFF_SECOND_FACTOR = True
    host.emailaddress_set.update(verified=True)
    page.goto(site + reverse("organise:home"))
    expect(page.get_by_role("heading", name="Second factor", level=1)).to_be_visible()
    faults = serious_faults(page)

    page.get_by_role("link", name=re.compile("Set up.*Passkeys")).click()
    page.get_by_label("Name of the key").fill("My phone")
    page.get_by_label("Let it sign me in on its own").check()
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(site + reverse("account"))
    faults += serious_faults(page)
    page.get_by_role("button", name="Sign out").click()
    page.goto(site + reverse("account_login"))
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("heading", name="Your battles")).to_be_visible()
    assert page.url == site + reverse("organise:home")
    key = Authenticator.objects.get(user=host, type=Authenticator.Type.WEBAUTHN)
    assert (key.wrap().name, key.last_used_at is not None) == ("My phone", True)
    assert faults == []
