"""Who may open what of the accounts room; people's own pages know no roles, only who is signed in."""

import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

ROLES = ["organiser", "host", "reviewer", "steward", "stranger", "nobody"]
SIGNED_IN = {**dict.fromkeys(ROLES, 200), "nobody": 302}
WRITTEN = dict.fromkeys(ROLES, 302)
GONE = dict.fromkeys(ROLES, 410)

PAGES = [
    ("get", "account", [], SIGNED_IN),
    ("post", "account", [], WRITTEN),
    ("post", "end_session", [0], WRITTEN),
    ("post", "end_other_sessions", [], WRITTEN),
    ("get", "end_other_sessions", [], dict.fromkeys(ROLES, 405)),
    ("get", "export_account", [], SIGNED_IN),
    ("get", "delete_account", [], SIGNED_IN),
    ("post", "delete_account", [], WRITTEN),
    ("get", "confirm_by_code", [], WRITTEN),
    ("get", "invitation", ["forged"], GONE),
    ("post", "invitation", ["forged"], GONE),
    ("get", "sign_in_link", ["forged"], GONE),
    ("post", "sign_in_link", ["forged"], GONE),
    ("get", "sign_in_by_password", [], {**WRITTEN, "nobody": 200}),
    ("get", "account_set_password", [], SIGNED_IN),
    ("get", "account_change_password", [], WRITTEN),
    ("get", "account_reset_password", [], dict.fromkeys(ROLES, 200)),
    ("get", "no_address_book", [], dict.fromkeys(ROLES, 404)),
    ("get", "mfa_index", [], SIGNED_IN),
    ("get", "mfa_activate_totp", [], SIGNED_IN),
    ("get", "mfa_deactivate_totp", [], {**dict.fromkeys(ROLES, 404), "nobody": 302}),
    ("get", "mfa_list_webauthn", [], SIGNED_IN),
    ("get", "mfa_add_webauthn", [], SIGNED_IN),
    ("get", "mfa_remove_webauthn", [0], {**dict.fromkeys(ROLES, 404), "nobody": 302}),
    ("get", "mfa_view_recovery_codes", [], {**dict.fromkeys(ROLES, 404), "nobody": 302}),
]


@pytest.mark.parametrize(("method", "route", "args", "statuses"), PAGES)
def test_each_role_gets_exactly_what_it_may(
    method, route, args, statuses, client, organiser, host, reviewer, steward, stranger
):
    people = {
        "organiser": organiser,
        "host": host,
        "reviewer": reviewer,
        "steward": steward,
        "stranger": stranger,
    }
    told = {}

    for role in ROLES:
        client.logout()
        if role in people:
            client.force_login(people[role])
        told[role] = getattr(client, method)(reverse(route, args=args)).status_code

    assert told == statuses


def _routes(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.callback.__module__.startswith("battle.accounts"):
            yield pattern.name


def test_the_table_names_every_route_of_this_room():
    assert set(_routes(get_resolver().url_patterns)) <= {route for _method, route, _args, _statuses in PAGES}
