"""Tokens: shown once, kept as a hash, refused by name."""

import re
from datetime import timedelta

import pytest

from battle.problems import Refused
from scoring.models import ApiToken, StewardNote
from scoring.sharing import actions
from tests.applications.test_at_once import at_once
from tests.jury.sharing.conftest import NOON, make_client, make_token


def refusal(work, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        work(*args, **kwargs)
    return refused.value.code


def test_a_secret_has_256_bits_and_only_its_hash_is_kept(black):
    issued = make_token(black, NOON)

    assert re.fullmatch(r"jury_[a-z0-9]{6}_[-\w]{43}", issued.secret)
    kept = ApiToken.objects.filter(pk=issued.token.pk).values().get()
    assert kept["prefix"] == issued.secret[:11]
    assert len(kept["sha256"]) == 64
    assert issued.secret[12:] not in str(kept)


def test_a_good_token_is_admitted_and_its_use_noted_by_the_minute(black):
    issued = make_token(black, NOON)

    for seconds in (0, 59, 61):
        admitted = actions.admit_token(secret=issued.secret, now=NOON + timedelta(seconds=seconds))
        assert admitted == issued.token

    assert ApiToken.objects.get().last_used_at == NOON + timedelta(seconds=61)


def test_a_token_ends_at_its_moment(black):
    issued = make_token(black, NOON, days=1)

    actions.admit_token(secret=issued.secret, now=NOON + timedelta(days=1, seconds=-1))
    late = refusal(actions.admit_token, secret=issued.secret, now=NOON + timedelta(days=1))

    assert late == "token_expired"


def test_a_revoked_token_is_refused_and_revoking_twice_keeps_the_first_moment(black):
    issued = make_token(black, NOON)

    actions.revoke_token(token=issued.token, now=NOON)
    actions.revoke_token(token=issued.token, now=NOON + timedelta(hours=1))

    assert refusal(actions.admit_token, secret=issued.secret, now=NOON) == "token_revoked"
    assert ApiToken.objects.get().revoked_at == NOON


def test_a_secret_that_nobody_issued_is_unknown(black):
    issued = make_token(black, NOON)

    assert refusal(actions.admit_token, secret=issued.secret[:-1], now=NOON) == "token_unknown"
    assert refusal(actions.admit_token, secret="", now=NOON) == "token_unknown"
    assert refusal(actions.admit_token, secret="\ud800", now=NOON) == "token_unknown"


def test_a_closed_client_is_refused_until_it_is_reopened(black):
    issued = make_token(black, NOON)

    actions.close_client(client=black, now=NOON)
    assert refusal(actions.admit_token, secret=issued.secret, now=NOON) == "client_closed"
    assert refusal(make_token, black, NOON) == "client_closed"

    actions.reopen_client(client=black)
    assert actions.admit_token(secret=issued.secret, now=NOON) == issued.token


def test_a_replaced_token_is_refused_at_once_and_the_steward_is_told_once(black):
    old = make_token(black, NOON, days=90)

    new = actions.rotate_token(token=old.token, by=7, now=NOON + timedelta(days=2))
    codes = [refusal(actions.admit_token, secret=old.secret, now=NOON + timedelta(days=2)) for _ in range(3)]

    assert codes == ["token_replaced"] * 3
    assert actions.admit_token(secret=new.secret, now=NOON + timedelta(days=2)) == new.token
    assert new.token.expires_at == NOON + timedelta(days=92)
    assert new.token.scopes == ["predict"]
    notes = StewardNote.objects.values_list("code", "params", "client")
    assert list(notes) == [("token_replaced", {"token": old.token.prefix}, black.pk)]


def test_the_steward_is_told_again_of_a_copy_that_is_used_after_the_note_was_seen(black):
    old = make_token(black, NOON)
    actions.rotate_token(token=old.token, by=None, now=NOON)

    refusal(actions.admit_token, secret=old.secret, now=NOON)
    actions.see_notes(client=black, by=3, now=NOON)
    refusal(actions.admit_token, secret=old.secret, now=NOON + timedelta(hours=1))

    assert list(StewardNote.objects.values_list("at", "seen_by")) == [
        (NOON + timedelta(hours=1), None),
        (NOON, 3),
    ]


def test_only_an_active_token_is_replaced_and_only_once(black):
    old = make_token(black, NOON)
    actions.rotate_token(token=old.token, by=None, now=NOON)

    assert refusal(actions.rotate_token, token=old.token, by=None, now=NOON) == "token_not_active"
    assert ApiToken.objects.count() == 2


def test_a_token_that_was_replaced_is_not_revoked_for_the_one_that_took_its_place(black):
    old = make_token(black, NOON).token
    new = actions.rotate_token(token=old, by=None, now=NOON)

    assert refusal(actions.revoke_token, token=old, now=NOON) == "token_replaced"
    assert actions.admit_token(secret=new.secret, now=NOON) == new.token


@pytest.mark.django_db(transaction=True)
def test_of_replacing_and_revoking_at_once_one_is_refused():
    old = make_token(make_client(), NOON).token

    told = at_once(
        lambda: actions.rotate_token(token=old, by=None, now=NOON).token.prefix,
        lambda: actions.revoke_token(token=old, now=NOON),
    )

    replaced = ApiToken.objects.count() == 2
    assert told[1] == "token_replaced" if replaced else told == ["token_not_active", None]
    assert (ApiToken.objects.get(pk=old.pk).revoked_at is None) == replaced


@pytest.mark.parametrize(("days", "code"), [(0, "days_out_of_range"), (366, "days_out_of_range")])
def test_a_token_lives_a_day_to_a_year(days, code, black):
    assert refusal(make_token, black, NOON, days=days) == code
    assert make_token(black, NOON, days=365).token.expires_at == NOON + timedelta(days=365)


@pytest.mark.parametrize("scopes", [[], ["download"], ["predict", "download"]])
def test_a_black_box_has_no_token_to_download(scopes, black):
    given = {"client": black, "scopes": scopes, "days": 1, "by": None, "now": NOON}

    assert refusal(actions.issue_token, **given) == "wrong_scope"


def test_one_form_issues_one_token(black):
    given = {"client": black, "scopes": ["predict"], "days": 1, "by": None, "now": NOON, "form_key": "k1"}
    actions.issue_token(**given)

    assert refusal(actions.issue_token, **given) == "already_issued"
    assert ApiToken.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_four_times_at_once_issues_one_token():
    client = make_client()
    given = {"client": client, "scopes": ["predict"], "days": 1, "by": None, "now": NOON, "form_key": "k1"}

    told = at_once(*[lambda: actions.issue_token(**given).token.prefix] * 4)

    assert told.count("already_issued") == 3
    assert ApiToken.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_token_replaced_by_three_at_once_has_one_replacement():
    old = make_token(make_client(), NOON).token

    told = at_once(*[lambda: actions.rotate_token(token=old, by=None, now=NOON).token.prefix] * 3)

    assert told.count("token_not_active") == 2
    assert ApiToken.objects.count() == 2


def test_two_clients_never_share_a_name(black):
    assert refusal(make_client, "  Acme   Fund ") == "name_taken"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"daily_budget": 0}, "budget_out_of_range"),
        ({"daily_budget": 10_001}, "budget_out_of_range"),
        ({"contact": "nobody"}, "invalid"),
        ({"box": "grey"}, "invalid_choice"),
        ({"name": " "}, "blank"),
    ],
)
def test_a_client_that_cannot_be_right_is_refused(changes, code, db):
    assert refusal(make_client, **{"name": "Acme", **changes}) in {code, "invalid"}
