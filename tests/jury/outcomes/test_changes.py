"""What the rows change: beside what the champion learned from, and beside what is known already."""

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring import datasets, registry
from scoring.core.cohort import statistics
from scoring.core.shifts import DRAWS, counts_behind, counts_of, shifts
from scoring.models import JuryModel, TrainedOn
from scoring.outcomes.actions import add_outcomes
from scoring.outcomes.queries import prepare, preview
from tests.jury.outcomes.conftest import BILBAO, NOW, VALENCIA
from tests.scoring.conftest import random_sheets

MAP = """
version = 1
[labels.won]
column = "won"
success = [1]
failure = [0]
meaning = "won something"
[company]
column = "name"
[questions.trac_employees]
column = "people"
[questions.trac_b2b]
column = "b2b"
"""


def other_table(*rows: tuple[str, int, int, int]) -> bytes:
    return "\n".join(["name,people,b2b,won", *(",".join(map(str, row)) for row in rows)]).encode()


@pytest.fixture
def known_before(db):
    """Another data set: two of our companies are in it, Boreal with another outcome, and eighteen strangers."""
    ours = [("Acequia", 5, 0, 1), ("BOREAL", 12, 1, 1)]
    strangers = [(f"Stranger {n}", 500, 1, n % 2) for n in range(18)]
    return datasets.import_dataset(
        name="before", data=other_table(*ours, *strangers), filename="b.csv", mapping_text=MAP, now=NOW
    )


def seen(choice):
    return preview(prepare(choice, NOW), NOW).changes


def test_without_a_champion_there_is_nothing_to_lay_them_beside(year, choice):
    found = seen(choice)

    assert (found.beside, found.base_rate, found.shifts, found.together) == (None, None, {}, None)


def test_beside_the_built_in_champion_stand_the_real_startups_behind_its_cohort(year, choice, jury):
    found = seen(choice)

    assert (found.beside.invented, found.beside.rows, found.beside.champion.version) == (
        True,
        228,
        jury.version,
    )
    assert (found.base_rate.here, found.base_rate.share_here) == (12, pytest.approx(1 / 3))
    assert set(found.shifts) == {"trac_employees", "trac_b2b", "inv_last_round"}
    assert found.shifts["trac_b2b"].share_here == pytest.approx(0.5)
    assert found.together is None


def test_beside_a_champion_with_data_sets_stand_their_rows(year, choice, jury, known_before):
    TrainedOn.objects.create(jury=JuryModel.objects.get(version=jury.version), dataset=known_before)
    found = seen(choice)

    assert (found.beside.names, found.beside.rows, found.beside.successes) == (("before",), 20, 11)
    assert found.together == pytest.approx((4 + 11) / 32)
    # 18 of 20 there have 500 people, nobody here has more than 40.
    assert next(iter(found.shifts)) == "trac_employees"
    assert found.shifts["trac_employees"].beyond_luck
    assert found.shifts["trac_employees"].share_there == pytest.approx(0.9)


def test_it_finds_companies_that_are_in_another_data_set_with_whatever_outcome(year, choice, known_before):
    (met,) = seen(choice).met

    assert (met.dataset.name, met.companies, met.contradicting) == ("before", 2, 1)


def test_the_rows_are_not_met_again_in_the_data_set_that_they_are(year, choice, steward):
    add_outcomes(choice=choice, seen=prepare(choice, NOW).sha256, licence="The rules", by=steward, now=NOW)

    assert seen(choice).met == []


def test_it_counts_who_has_an_outcome_winners_apart(city, record, choice):
    edition = city("valencia", VALENCIA)
    city("bilbao", BILBAO)
    for key in VALENCIA[:3]:
        record(edition, key, True)
    told = preview(prepare(choice, NOW), NOW).recorded

    assert (told.winners, told.of_winners, told.others, told.of_others) == (1, 2, 2, 10)


def test_samples_of_one_population_seldom_differ_beyond_luck():
    """Adjusted for 28 questions, one pair of samples in twenty may have one that does (150 pairs: 4.7 %)."""
    beyond = 0
    for seed in range(12):
        here = counts_of(random_sheets(50, seed=seed, answered=1.0))
        there = counts_of(random_sheets(400, seed=100 + seed, answered=1.0))
        beyond += any(shift.beyond_luck for shift in shifts(here, there).values())

    assert beyond <= 2


def test_a_real_difference_is_told_with_the_level_that_moved():
    sheets = random_sheets(600, seed=6, answered=1.0)
    moved = sheets[:60].copy()
    moved[:, 15] = 1
    found = shifts(counts_of(moved), counts_of(sheets[100:]))

    key, shift = next(iter(found.items()))
    assert (key, shift.level, shift.share_here, shift.beyond_luck) == ("trac_b2b", 1, 1.0, True)
    assert shift.p == pytest.approx(28 / (DRAWS + 1))
    assert shifts(counts_of(moved), counts_of(sheets[100:])) == found


def test_unanswered_questions_are_left_out():
    sheets = np.full((20, 28), -1, dtype=np.int8)
    sheets[:, 0] = 1

    assert set(shifts(counts_of(sheets), counts_of(random_sheets(50, seed=1, answered=1.0)))) == {
        "team_founders"
    }


def test_the_startups_behind_the_cohort_add_up():
    counts = counts_behind(statistics())

    assert len(counts) == 28 - len(statistics().silent)
    assert all(each.sum() == pytest.approx(228, abs=1) for each in counts.values())


def test_a_champion_of_an_unknown_cohort_is_not_compared(year, choice, jury):
    JuryModel.objects.update(trained_on="cohort after 90 startups (synthetic, statistics 12ab)")

    assert registry.find_champion().synthetic
    assert seen(choice).beside is None


def test_a_data_set_is_read_once_and_not_for_every_page(year, choice, jury, known_before):
    TrainedOn.objects.create(jury=JuryModel.objects.get(version=jury.version), dataset=known_before)
    first = seen(choice)

    with CaptureQueriesContext(connection) as asked:
        assert seen(choice) == first
    assert [query for query in asked if '"content"' in query["sql"]] == []
