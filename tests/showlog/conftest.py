"""A show's log without the competition around it."""

from datetime import UTC, datetime

import pytest

from battle.showlog.events import Answered, Asked, Called, ContenderIntro, Opened
from battle.showlog.log import writing
from battle.showlog.models import Show

AT = datetime(2026, 11, 24, 20, 14, 3, 123456, tzinfo=UTC)


def opened(*keys: str) -> Opened:
    return Opened(
        edition="valencia",
        title="Valencia Battle",
        mode="open",
        questionnaire="v1",
        model="reference-1",
        model_sha256="ab" * 32,
        contenders=[ContenderIntro(key=key, company=key.title(), one_liner="Ñandú “quoted”") for key in keys],
    )


def write_some(show: Show) -> None:
    """Five entries of a show with one contender, the answer made with a key."""
    with writing(show.pk) as writer:
        writer.append(opened("acequia"), actor="7", at=AT)
    with writing(show.pk) as writer:
        writer.append(Called(contender="acequia"), actor="7", at=AT)
        writer.append(Asked(contender="acequia", question="team_founders"), actor="7", at=AT)
    with writing(show.pk) as writer:
        answered = Answered(contender="acequia", question="team_founders", value=0.1 + 0.2)
        writer.append(answered, actor="7", at=AT, key="k1")
        writer.append(Asked(contender="acequia", question="team_senior"), actor="7", at=AT)


@pytest.fixture
def show(db) -> Show:
    return Show.objects.create(edition_slug="valencia")


@pytest.fixture
def written(show) -> Show:
    write_some(show)
    show.refresh_from_db()
    return show
