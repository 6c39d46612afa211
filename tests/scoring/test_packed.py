"""The packed predictor: many juries at once, and each row as if it were alone."""

import numpy as np
import pytest

from scoring.core.cohort import sample_cohort
from scoring.core.ensemble import SoftVote
from scoring.core.features import directions, to_matrix
from scoring.core.packed import pack, pack_many, parts_of
from scoring.core.trees import Tree, reachable
from tests.scoring.conftest import random_sheets


@pytest.fixture(scope="module")
def juries():
    """Three small juries of different sizes."""
    sheets, outcomes = sample_cohort(5, rows=600)
    return [
        SoftVote(directions().tolist(), boosted_trees=boosted, forest_trees=forest, random_state=boosted).fit(
            to_matrix(sheets), outcomes
        )
        for boosted, forest in ((3, 9), (12, 5), (1, 1))
    ]


def test_many_juries_vote_as_each_does_alone(juries):
    sheets = random_sheets(500, seed=1, answered=1.0)

    together = pack_many([parts_of(jury) for jury in juries]).votes(sheets)

    assert together.shape == (3, 500)
    for votes, jury in zip(together, juries, strict=True):
        assert votes == pytest.approx(jury.predict_proba(to_matrix(sheets))[:, 1], abs=1e-12)
        assert votes == pytest.approx(pack(parts_of(jury)).votes(sheets).mean(axis=0), abs=1e-15)


@pytest.mark.parametrize("count", [1, 2, 7, 64, 700])
def test_a_row_is_read_to_the_last_bit_as_if_it_were_alone(model, juries, count):
    sheets = random_sheets(1_400, seed=2, answered=1.0)
    many = pack_many([parts_of(jury) for jury in juries])

    for packed in (model.packed, many):
        parts = [packed.votes(sheets[start : start + count]) for start in range(0, 1_400, count)]
        assert np.array_equal(np.concatenate(parts, axis=1), packed.votes(sheets))


def test_no_rows_get_no_votes(model):
    assert model.packed.votes(random_sheets(0, seed=3)).shape == (3, 0)


@pytest.mark.parametrize(
    ("leaves", "word"), [(8, np.uint8), (9, np.uint16), (32, np.uint32), (64, np.uint64)]
)
def test_a_tree_gets_the_smallest_word_that_holds_its_leaves(leaves, word):
    assert reachable([_comb(leaves)], [np.arange(64.0)]).words[0].dtype == word


def test_it_rejects_a_tree_with_more_leaves_than_a_word_has_bits():
    with pytest.raises(ValueError, match="65 leaves"):
        reachable([_comb(65)], [np.arange(65.0)])


def test_a_words_last_bit_is_the_leaf():
    words = reachable([_comb(64)], [np.arange(64.0)]).words[0]

    assert [int(word).bit_length() - 1 for word in words[:, 0]] == list(range(64))
    assert np.bitwise_count(words).max() == 1


def _comb(leaves):
    """A tree that splits one level off at a time: level n goes to leaf n."""
    splits = leaves - 1
    return Tree(
        feature=np.array([0, -1] * splits + [-1]),
        threshold=np.repeat(np.arange(leaves) + 0.5, 2)[: 2 * splits + 1],
        left=np.arange(2 * splits + 1) + 1,
        right=np.arange(2 * splits + 1) + 2,
        value=np.arange(2 * splits + 1, dtype=np.float64),
    )
