"""A black box: whole points, a budget a day, and nothing else."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.core.management import call_command
from django.utils import timezone

from scoring import service
from scoring.core.features import to_sheet
from scoring.models import ApiClient, ApiQuery, StewardNote
from scoring.runs.worker import Keeper
from scoring.sharing import actions
from tests.applications.test_at_once import at_once
from tests.jury.sharing.conftest import ANSWERS, NOON, make_client, make_token


def test_a_score_comes_in_whole_points_and_nothing_else_comes_with_it(ask, black, jury):
    answer = ask(make_token(black).secret)

    exact = service.score(ANSWERS).score
    assert answer.status_code == 200
    assert answer.json() == {"score": int(exact + 0.5), "model": jury.version}
    assert answer.headers["Cache-Control"] == "no-store"
    assert str(exact)[:5] not in str(answer.headers)


def test_a_query_is_recorded_as_levels_and_nothing_else(ask, black, jury):
    ask(make_token(black).secret, {"team_founders": 3})

    (query,) = ApiQuery.objects.values()
    assert set(query) == {"id", "client_id", "at", "sheet", "refused"}
    assert np.frombuffer(query["sheet"], np.int8).tolist() == to_sheet({"team_founders": 3}).tolist()
    assert query["refused"] == ""


def test_the_pinned_model_scores_whoever_is_champion(black, jury):
    from scoring.models import JuryModel

    pinned = JuryModel.objects.defer("file").get(version=jury.version)
    client = make_client("Pinned", jury=pinned)
    JuryModel.objects.update(status="retired")

    told = actions.predict(client=client, answers=ANSWERS, now=NOON)

    assert told.model == jury.version
    with pytest.raises(actions.Refused) as refused:
        actions.predict(client=black, answers=ANSWERS, now=NOON)
    assert (refused.value.code, refused.value.http_status) == ("no_model", 503)
    assert ApiQuery.objects.filter(client=black).count() == 0


def test_the_budget_ends_at_its_number_and_begins_again_at_midnight_utc(jury, db):
    client = make_client(daily_budget=2)
    evening = datetime(2026, 5, 4, 23, 59, 30, tzinfo=UTC)

    for _ in range(2):
        actions.predict(client=client, answers=ANSWERS, now=evening)
    with pytest.raises(actions.TooManyQueries) as refused:
        actions.predict(client=client, answers=ANSWERS, now=evening)
    after = actions.predict(client=client, answers=ANSWERS, now=evening + timedelta(seconds=30))

    assert (refused.value.code, refused.value.retry_after) == ("budget_spent", 30)
    assert after.model == jury.version
    assert list(ApiQuery.objects.values_list("refused", flat=True)) == ["", "", "budget_spent", ""]


def test_a_spent_budget_is_a_429_with_the_time_to_wait(ask, jury, db):
    secret = make_token(make_client(daily_budget=1)).secret
    ask(secret)

    refused = ask(secret)

    assert refused.status_code == 429
    assert refused.json()["code"] == "budget_spent"
    assert 0 < int(refused.headers["Retry-After"]) <= 86_400
    assert refused.headers["content-type"] == "application/problem+json"


def test_a_held_client_is_refused_until_the_hold_ends_or_is_lifted(ask, black, jury):
    now = timezone.now()
    actions.hold_client(client=black, kind="sweep", seconds=3600, now=now)
    secret = make_token(black).secret

    refused = ask(secret)
    assert (refused.status_code, refused.json()["code"]) == (429, "systematic_search")
    assert 3500 < int(refused.headers["Retry-After"]) <= 3600
    assert _notes() == [("systematic_search", "sweep", None)]

    actions.lift_hold(client=black, by=5, now=timezone.now())
    assert ask(secret).status_code == 200
    assert _notes() == [("systematic_search", "sweep", 5)]


def _notes():
    return list(StewardNote.objects.values_list("code", "params__kind", "seen_by"))


def test_a_held_client_that_asks_on_is_not_held_longer(black, jury):
    actions.hold_client(client=black, kind="sweep", seconds=60, now=NOON)

    with pytest.raises(actions.TooManyQueries):
        actions.predict(client=black, answers=ANSWERS, now=NOON + timedelta(seconds=30))

    assert ApiClient.objects.get(pk=black.pk).held_until == NOON + timedelta(seconds=60)
    assert StewardNote.objects.count() == 1


def test_all_that_is_wrong_with_answers_is_told_at_once_and_costs_nothing(ask, black, jury):
    refused = ask(
        make_token(black).secret, {"team_founders": 900, "gender": "f", "what": 1, "trac_employees": "many"}
    )

    told = refused.json()
    assert (refused.status_code, told["code"]) == (422, "invalid")
    assert {(each["field"], each["code"]) for each in told["errors"]} == {
        ("answers.team_founders", "out_of_range"),
        ("answers.gender", "protected_attribute"),
        ("answers.what", "unknown_question"),
        ("answers.trac_employees", "wrong_type"),
    }
    assert ApiQuery.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"[1]", 422, "invalid"),
        (b"{}", 422, "invalid"),
        (b'{"answers": [1]}', 422, "invalid"),
        (b"{", 400, "parse_error"),
        (b"[" * 10_000, 400, "parse_error"),
        (b'{"answers": {"\\ud800": 1}}', 400, "parse_error"),
        (b'{"answers": {"team_founders": NaN}}', 400, "parse_error"),
        (b'{"answers": {"team_founders": 1e999}}', 422, "invalid"),
        (b'{"answers": {"' + b"x" * 20_000 + b'": 1}}', 413, "too_large"),
    ],
)
def test_whatever_is_sent_is_refused_as_what_it_is(body, status, code, client, black, jury):
    headers = {"Authorization": f"Bearer {make_token(black).secret}"}

    answer = client.post("/api/v1/jury/predict", body, content_type="application/json", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_do_not_overrun_the_budget(jury):
    client = make_client(daily_budget=3)
    actions.predict(client=client, answers={}, now=NOON)

    told = at_once(*[lambda: actions.predict(client=client, answers=ANSWERS, now=NOON).model] * 6)

    assert sorted(told) == ["budget_spent"] * 4 + [jury.version] * 2
    assert ApiQuery.objects.filter(refused="").count() == 3


def test_queries_are_deleted_after_thirty_days(black, jury):
    for days in (31, 29, 0):
        actions.predict(client=black, answers=ANSWERS, now=NOON - timedelta(days=days))

    assert actions.forget_old_queries(now=NOON) == 1
    assert ApiQuery.objects.count() == 2


def test_a_worker_deletes_them_once_an_hour_and_a_command_at_once(black, jury, capsys):
    keeper = Keeper()
    actions.predict(client=black, answers=ANSWERS, now=NOON - timedelta(days=31))
    actions.predict(client=black, answers=ANSWERS, now=NOON - timedelta(days=30) + timedelta(minutes=90))

    counts = []
    for minutes in (0, 59, 95, 120):
        keeper.keep(NOON + timedelta(minutes=minutes))
        counts.append(ApiQuery.objects.count())
    actions.predict(client=black, answers=ANSWERS, now=NOON - timedelta(days=900))
    call_command("forget_queries")

    assert counts == [1, 1, 0, 0]
    assert capsys.readouterr().out == "1 queries deleted.\n"


def test_a_program_that_does_not_stop_asking_fills_no_disk(black, jury, monkeypatch):
    monkeypatch.setattr(actions, "MOST_REFUSALS_KEPT", 2)
    actions.hold_client(client=black, kind="grid", seconds=60, now=NOON)

    for _ in range(4):
        with pytest.raises(actions.TooManyQueries):
            actions.predict(client=black, answers=ANSWERS, now=NOON)

    assert ApiQuery.objects.count() == 2
