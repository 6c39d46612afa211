"""Recomputing what a show's log says of scores and places."""

import json

import pytest
from django.db import connection

from battle.showlog import triggers
from battle.showlog.models import Entry
from battle.showlog.verify import Difference
from battle.stage import queries


def rewrite(entry: Entry, **changes: object) -> None:
    """Change a payload past every guard, and leave the chain to others."""
    payload = json.dumps({**json.loads(entry.payload), **changes}, sort_keys=True, separators=(",", ":"))
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE showlog_entry SET payload = %s WHERE id = %s", [payload, entry.pk])
    triggers.install(connection)


def first(stage, kind: str) -> Entry:
    return Entry.objects.filter(show=stage.show, kind=kind).earliest("seq")


def test_a_show_as_it_was_played_is_confirmed(frozen):
    frozen.reveal()

    assert queries.recompute_scores(frozen.show) is None
    assert queries.recheck_ranking(frozen.show) is None
    assert (queries.count_scores(frozen.show), queries.ranking_word(frozen.show)) == (2, "recomputed")


def test_a_changed_score_is_named(frozen):
    entry = first(frozen, "scored")
    rewrite(entry, score=json.loads(entry.payload)["score"] + 1e-6)

    assert queries.recompute_scores(frozen.show) == Difference(entry.seq, "the model gives another score")


def test_a_changed_section_is_named(frozen):
    entry = first(frozen, "scored")
    sections = json.loads(entry.payload)["sections"]
    rewrite(entry, sections={**sections, "ip": sections["ip"] + 0.01})

    assert queries.recompute_scores(frozen.show) == Difference(entry.seq, "the model gives another ip")


def test_a_changed_answer_shows_in_its_score(frozen):
    rewrite(first(frozen, "answered"), value=1.0)

    assert queries.recompute_scores(frozen.show).seq == first(frozen, "scored").seq


def test_a_score_of_no_answer_is_named(frozen):
    entry = first(frozen, "scored")
    rewrite(entry, basis=1)

    assert queries.recompute_scores(frozen.show) == Difference(
        entry.seq, "its basis 1 is no answer of this contender"
    )


def test_another_model_than_the_pinned_one_is_named(frozen):
    rewrite(first(frozen, "opened"), model_sha256="0" * 64)

    assert queries.recompute_scores(frozen.show).seq == 1


def test_a_changed_ranking_is_named(frozen):
    frozen.reveal()
    entry = first(frozen, "revealed")
    turned = [
        {**place, "rank": 3 - place["rank"]} for place in reversed(json.loads(entry.payload)["ranking"])
    ]
    rewrite(entry, ranking=turned)

    assert queries.recheck_ranking(frozen.show) == Difference(
        entry.seq, "its ranking is not the one that the scores give"
    )


def test_a_show_without_a_reveal_has_no_ranking_to_check(frozen):
    assert queries.recheck_ranking(frozen.show) is None
    assert queries.ranking_word(frozen.show) == "not revealed yet"


def test_a_reveal_while_a_score_was_missing_is_named(frozen):
    frozen.reveal()
    by_number = {entry.seq: entry for entry in Entry.objects.filter(show=frozen.show)}
    last_score = max(seq for seq, entry in by_number.items() if entry.kind == "scored")
    rewrite(by_number[last_score], contender="finalist-1")

    assert queries.recheck_ranking(frozen.show) == Difference(
        first(frozen, "revealed").seq, "revealed while a score was missing"
    )


@pytest.mark.parametrize("check", [queries.recompute_scores, queries.recheck_ranking])
def test_an_entry_about_somebody_who_is_not_in_the_show_is_named(frozen, check):
    entry = first(frozen, "called")
    rewrite(entry, contender="nobody")

    assert check(frozen.show) == Difference(entry.seq, "it does not fit the entries before it")


def test_answers_that_cannot_be_scored_are_named_by_their_score(frozen):
    rewrite(first(frozen, "answered"), question="team_magic")

    assert queries.recompute_scores(frozen.show) == Difference(
        first(frozen, "scored").seq, "the answers at its basis cannot be scored"
    )
