"""What a clock at the venue shows and the moment it means, on ordinary days and when clocks change."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from battle.editions.zones import LocalTimeProblem, moment_of


@pytest.mark.parametrize(
    ("zone", "local", "utc"),
    [
        ("Europe/Madrid", "2026-03-29T01:59", "2026-03-29T00:59"),
        ("Europe/Madrid", "2026-03-29T03:00", "2026-03-29T01:00"),
        ("Europe/Madrid", "2026-10-25T01:59", "2026-10-24T23:59"),
        ("Europe/Madrid", "2026-10-25T03:00", "2026-10-25T02:00"),
        ("America/New_York", "2026-03-08T03:00", "2026-03-08T07:00"),
        ("America/New_York", "2026-11-01T02:00", "2026-11-01T07:00"),
        # Brazil gave up summer time in 2019: no night of these years is special.
        ("America/Sao_Paulo", "2026-11-01T00:30", "2026-11-01T03:30"),
        ("America/Sao_Paulo", "2026-02-21T23:30", "2026-02-22T02:30"),
    ],
)
def test_a_local_time_means_one_moment(zone, local, utc):
    moment = moment_of(datetime.fromisoformat(local), ZoneInfo(zone))

    assert moment.astimezone(UTC) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "local", "code"),
    [
        ("Europe/Madrid", "2026-03-29T02:00", "nonexistent_time"),
        ("Europe/Madrid", "2026-03-29T02:59", "nonexistent_time"),
        ("Europe/Madrid", "2026-10-25T02:00", "ambiguous_time"),
        ("Europe/Madrid", "2026-10-25T02:59", "ambiguous_time"),
        ("America/New_York", "2026-03-08T02:30", "nonexistent_time"),
        ("America/New_York", "2026-11-01T01:30", "ambiguous_time"),
        ("America/Sao_Paulo", "2018-11-04T00:30", "nonexistent_time"),
        ("America/Sao_Paulo", "2018-02-17T23:30", "ambiguous_time"),
    ],
)
def test_it_rejects_a_time_that_clocks_skip_or_show_twice(zone, local, code):
    with pytest.raises(LocalTimeProblem) as problem:
        moment_of(datetime.fromisoformat(local), ZoneInfo(zone))

    assert problem.value.code == code
    assert local[-5:] in problem.value.message
