"""A past show, told as the competition tells it."""

from datetime import UTC, datetime

from scoring.past import PastContender


def past_contenders():
    return [
        PastContender(
            edition="valencia-2025",
            title="Valencia 2025",
            show=1,
            key="finalist-1",
            company="Acequia",
            answers={"team_founders": 3.0},
            answered_at=datetime(2025, 5, 4, 20, 30, tzinfo=UTC),
            score=81.5,
            rank=1,
            model="v1-cohort-0123456789",
        )
    ]
