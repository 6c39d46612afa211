"""What the guard knows of startups, without a database."""

import pytest

from scoring.core import artefact
from scoring.core.features import Sheets
from scoring.core.guard import Reference
from scoring.core.jury import JuryModel
from tests.support.api_clients import startups


@pytest.fixture(scope="session")
def shared_jury(trained_jury: bytes) -> JuryModel:
    return artefact.load(trained_jury, artefact.sha256(trained_jury))


@pytest.fixture(scope="session")
def reference(shared_jury: JuryModel) -> Reference:
    return Reference.of(shared_jury.population)


@pytest.fixture(scope="session")
def pool() -> Sheets:
    """Startups that applicants and the bases of attacks are taken from."""
    return startups(31, 4_000)
