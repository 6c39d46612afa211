"""The steward's pages: a secret is in one response, and every button does its one thing."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from scoring.models import ApiClient, ApiQuery, ApiToken, StewardNote
from scoring.sharing import actions
from tests.jury.sharing.conftest import ANSWERS, make_client, make_token


@pytest.fixture
def desk(client, steward):
    client.force_login(steward)
    return client


@pytest.fixture
def told(desk, black):
    """The client's page as text."""
    return lambda: desk.get(reverse("jury:client", args=[black.pk])).content.decode()


def issue(desk, client, key=None, days=30):
    data = {"days": days, "form_key": key or str(uuid.uuid4())}
    return desk.post(reverse("jury:issue-token", args=[client.pk]), data)


def secret_of(answer) -> str:
    return answer.context["issued"].secret


def test_a_client_is_noted_and_what_is_wrong_is_told_at_its_field(desk, black):
    data = {"name": black.name, "contact": "x@example.org", "box": "white", "jury": "", "daily_budget": 5}

    wrong = desk.post(reverse("jury:new-client"), data)
    right = desk.post(reverse("jury:new-client"), {**data, "name": "Other Fund"})

    assert wrong.status_code == 422
    assert wrong.context["form"].errors == {"name": ["There is a client of this name already."]}
    made = ApiClient.objects.get(name="Other Fund")
    assert right.headers["Location"] == reverse("jury:client", args=[made.pk])
    assert (made.box, made.daily_budget, made.jury) == ("white", 5, None)


def test_a_secret_is_shown_in_one_response_and_kept_nowhere(desk, black, told):
    shown = issue(desk, black)

    secret = secret_of(shown)
    assert shown.content.decode().count(secret) == 1
    assert "no-store" in shown.headers["Cache-Control"]
    assert secret[12:] not in told()
    assert secret[12:] not in str([each.get_decoded() for each in Session.objects.all()])
    assert secret[12:] not in str(shown.cookies)
    assert actions.admit_token(secret=secret, now=timezone.now()).client == black


def test_reloading_the_page_with_the_secret_makes_no_token_and_shows_none(desk, black):
    key = str(uuid.uuid4())
    secret = secret_of(issue(desk, black, key))

    again = issue(desk, black, key)
    by_address = desk.get(reverse("jury:issue-token", args=[black.pk]))

    assert again.status_code == 409
    assert "This form was sent before" in again.content.decode()
    assert secret[12:] not in again.content.decode()
    assert by_address.headers["Location"] == reverse("jury:client", args=[black.pk])
    assert ApiToken.objects.count() == 1


def test_a_token_is_replaced_once_and_its_new_secret_shown_once(desk, black):
    old = make_token(black)
    address = reverse("jury:rotate-token", args=[black.pk, old.token.pk])

    first, again = desk.post(address), desk.post(address)

    assert secret_of(first) != old.secret
    assert again.status_code == 409
    assert again.context["issued"] is None
    assert "replace the new token" in again.content.decode()
    assert ApiToken.objects.count() == 2


def test_revoking_what_was_replaced_says_that_another_is_still_good(desk, black):
    old = make_token(black).token
    desk.post(reverse("jury:rotate-token", args=[black.pk, old.pk]))

    late = desk.post(reverse("jury:revoke-token", args=[black.pk, old.pk]))

    assert late.status_code == 409
    assert "Revoke the new one" in late.content.decode()


def test_a_life_that_cannot_be_is_told_at_its_field_and_keeps_the_form_key(desk, black):
    key = str(uuid.uuid4())

    wrong = issue(desk, black, key, days=400)

    assert wrong.status_code == 422
    assert "days" in wrong.context["form"].errors
    assert key in wrong.content.decode()
    assert ApiToken.objects.count() == 0


def test_a_token_of_another_client_is_not_found(desk, black, white):
    other = make_token(white).token

    for route in ("jury:revoke-token", "jury:rotate-token"):
        assert desk.post(reverse(route, args=[black.pk, other.pk])).status_code == 404
    assert ApiToken.objects.get().revoked_at is None


def test_each_button_does_its_one_thing(desk, black, told):
    token = make_token(black).token
    actions.hold_client(client=black, kind="sweep", seconds=3600, now=timezone.now())

    assert "they change one answer at a time" in told()
    desk.post(reverse("jury:lift-hold", args=[black.pk]))
    assert "Scores are paused" not in told()
    desk.post(reverse("jury:revoke-token", args=[black.pk, token.pk]))
    assert ApiToken.objects.get().revoked_at is not None
    desk.post(reverse("jury:close-client", args=[black.pk]))
    assert "Issue a token" not in told()
    desk.post(reverse("jury:reopen-client", args=[black.pk]))
    assert "Issue a token" in told()


def test_a_copy_in_use_is_told_until_somebody_has_seen_it(desk, black, told, steward):
    old = make_token(black)
    actions.rotate_token(token=old.token, by=None, now=timezone.now())
    with pytest.raises(actions.Refused):
        actions.admit_token(secret=old.secret, now=timezone.now())

    assert f"Somebody used the token {old.token.prefix} after it was replaced" in told()
    assert "1 note" in desk.get(reverse("jury:sharing")).content.decode()
    desk.post(reverse("jury:see-notes", args=[black.pk]))

    assert "Somebody used the token" not in told()
    assert StewardNote.objects.get().seen_by == steward.pk


def test_queries_are_counted_by_day_and_how_they_ended(desk, jury):
    now = timezone.now()
    client = make_client(daily_budget=1)
    actions.predict(client=client, answers=ANSWERS, now=now - timedelta(days=1))
    actions.predict(client=client, answers=ANSWERS, now=now)
    with pytest.raises(actions.TooManyQueries):
        actions.predict(client=client, answers=ANSWERS, now=now)

    shown = desk.get(reverse("jury:client", args=[client.pk])).context
    assert [(day.served, day.budget_spent, day.systematic_search) for day in shown["days"]] == [
        (1, 1, 0),
        (1, 0, 0),
    ]
    assert shown["client"].used_today == 1
    assert ApiQuery.objects.count() == 3


def test_the_list_asks_the_database_as_often_for_three_clients_as_for_one(
    desk, black, django_assert_num_queries
):
    def counted():
        with django_assert_num_queries(3):  # session, person, clients
            return desk.get(reverse("jury:sharing"))

    make_token(black)
    counted()
    make_client("Second")
    make_client("Third", "white")

    assert len(counted().context["clients"]) == 3
