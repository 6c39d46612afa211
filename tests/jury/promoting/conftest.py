"""A champion that was installed, and a candidate that passes the gate."""

import pytest

from tests.jury.promoting import juries


@pytest.fixture
def rounds(db):
    return juries.data_set()


@pytest.fixture
def first(rounds):
    """The champion."""
    return juries.install(juries.jury_of("v1-data-first", rounds))


@pytest.fixture
def second(rounds, first):
    """A candidate that passes every condition."""
    candidate = juries.jury_of("v1-data-second", rounds)
    juries.compare(candidate, first)
    return candidate


@pytest.fixture
def weak(rounds, first):
    """A candidate that was never compared with the champion: one condition has failed."""
    return juries.jury_of("v1-data-weak", rounds)
