"""How far two lists agree, and how sure that is."""

import random

import pytest

from battle.selection.agreement import agreement


def test_too_few_say_nothing():
    found = agreement([(1.0, 1.0)] * 7)

    assert not found.is_known
    assert found.sentence() == (
        "Only 7 applications were judged by both, too few to say how far the lists agree."
    )


def test_the_figures_are_those_of_a_textbook():
    """Spearman's own way for ranks without ties: 1 - 6 * sum of squared differences / (n (n^2 - 1))."""
    other = [2, 1, 4, 3, 6, 5, 8, 7, 10, 9]

    found = agreement([(float(one), float(two)) for one, two in enumerate(other, start=1)])

    assert found.rho == pytest.approx(1 - 6 * 10 / (10 * 99))
    assert (round(found.low, 3), round(found.high, 3)) == (0.756, 0.986)
    assert found.sentence().startswith("Reviewers and jury agree largely in their order. ")
    assert "between 0.76 and 0.99, judging by 10 applications" in found.sentence()


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([(1.0, float(two)) for two in range(9)], "It cannot be told whether reviewers and jury agree"),
        ([(float(one), -float(one)) for one in range(9)], "Reviewers and jury tend to the opposite"),
    ],
)
def test_it_says_no_more_than_it_knows(pairs, said):
    assert agreement(pairs).sentence().startswith(said)


def test_the_interval_holds_the_truth_nine_times_out_of_ten():
    """Pairs that share half of their making: the population's rank correlation is about 0.483."""
    chance = random.Random(1)
    held = 0
    for _sample in range(400):
        pairs = []
        for _pair in range(40):
            common = chance.gauss(0, 1)
            pairs.append((common + chance.gauss(0, 1), common + chance.gauss(0, 1)))
        found = agreement(pairs)
        held += found.low <= 0.483 <= found.high

    assert 0.86 <= held / 400 <= 0.94
