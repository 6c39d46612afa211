"""Which past contenders are taken, to the day."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scoring.outcomes.selecting import Choice, Why, meanings, select
from scoring.past import Label, PastContender, PastOutcome

MADRID = ZoneInfo("Europe/Madrid")
EVENING = datetime(2026, 11, 24, 21, 30, tzinfo=MADRID)
DAY = EVENING.date()
SENTENCE = "raised again within a year"


def outcome(success=True, after=400, label=Label.RAISED, meaning=SENTENCE) -> PastOutcome:
    return PastOutcome(label, success, DAY + timedelta(days=after), meaning, "A register")


def contender(*outcomes, key="acequia", company="", at=EVENING, answers=None) -> PastContender:
    given = {"team_founders": 2.0} if answers is None else answers
    return PastContender(
        "valencia", "Valencia Battle", 1, key, company or key.title(), given, at, 60.0, 1, "jury-1", outcomes
    )


def why(past, *, after=1000, days=365, label=Label.RAISED, chosen=(SENTENCE,)) -> Why:
    return select([past], Choice(label, chosen, days), DAY + timedelta(days=after))[0].why


@pytest.mark.parametrize(("after", "taken"), [(364, Why.TOO_YOUNG), (365, Why.TAKEN), (366, Why.TAKEN)])
def test_answers_are_old_enough_on_the_day_that_they_reach_the_minimum_age(after, taken):
    assert why(contender(outcome(after=10)), after=after) is taken


@pytest.mark.parametrize(("after", "taken"), [(364, Why.ASKED_TOO_EARLY), (365, Why.TAKEN)])
def test_not_so_far_counts_once_it_was_looked_for_late_enough(after, taken):
    assert why(contender(outcome(False, after=after))) is taken


def test_what_is_final_counts_from_its_first_day_but_is_not_taken_before_the_others():
    early = contender(outcome(after=0))

    assert why(early) is Why.TAKEN
    assert why(early, after=100) is Why.TOO_YOUNG


@pytest.mark.parametrize(("success", "taken"), [(False, Why.TAKEN), (True, Why.ASKED_TOO_EARLY)])
def test_of_staying_alive_it_is_the_end_that_is_final(success, taken):
    past = contender(outcome(success, after=30, label=Label.ALIVE))

    assert why(past, label=Label.ALIVE) is taken


def test_the_days_are_counted_at_the_venue():
    midnight = contender(outcome(), at=datetime(2026, 11, 25, 0, 10, tzinfo=MADRID))  # the 24th in UTC
    row = select([midnight], Choice(Label.RAISED, (SENTENCE,), 365), date(2027, 11, 24))[0]

    assert (row.day, row.age, row.ready_on, row.why) == (
        date(2026, 11, 25),
        364,
        date(2027, 11, 25),
        Why.TOO_YOUNG,
    )


def test_an_outcome_from_tomorrow_of_another_time_zone_waits_until_it_is_today_everywhere():
    past = contender(outcome(after=500))

    assert (why(past, after=499), why(past, after=500)) == (Why.TOO_YOUNG, Why.TAKEN)


def test_an_outcome_before_the_answers_is_never_taken():
    assert why(contender(outcome(after=-1))) is Why.ASKED_TOO_EARLY


def test_without_outcome_answers_or_under_another_sentence_it_is_left_out():
    assert why(contender()) is Why.NO_OUTCOME
    assert why(contender(outcome(label=Label.ALIVE))) is Why.NO_OUTCOME
    assert why(contender(outcome(meaning="raised ever"))) is Why.OTHER_MEANING
    assert why(contender(outcome(), answers={})) is Why.NO_ANSWERS


def test_sentences_are_alike_whatever_their_case_blanks_and_full_stop():
    assert why(contender(outcome(meaning="Raised  again within a year."))) is Why.TAKEN


def test_of_a_company_in_several_shows_the_newest_answers_are_taken():
    later = EVENING + timedelta(days=200)
    past = [
        contender(outcome(after=500), company="Acequia S.L.", at=later),
        contender(outcome(), company="ACEQUIA  s.l"),
        contender(outcome(), key="boreal"),
    ]

    rows = select(past, Choice(Label.RAISED, (SENTENCE,), 365), DAY + timedelta(days=1000))

    assert [row.why for row in rows] == [Why.TAKEN, Why.LATER_SHOW, Why.TAKEN]


def test_while_the_newer_answers_are_too_young_the_older_are_taken():
    later = EVENING + timedelta(days=200)
    past = [contender(outcome(after=500), company="One", at=later), contender(outcome(), company="one")]

    rows = select(past, Choice(Label.RAISED, (SENTENCE,), 365), DAY + timedelta(days=500))

    assert [row.why for row in rows] == [Why.TOO_YOUNG, Why.TAKEN]


def test_the_sentence_used_most_comes_first_as_it_was_written_most_often():
    past = [
        contender(outcome(meaning="raised ever")),
        contender(outcome(False, meaning="Raised again")),
        contender(outcome(meaning="raised again.")),
        contender(outcome(meaning="Raised again")),
        contender(outcome(label=Label.ALIVE, meaning="alive after a year")),
    ]

    found = meanings(past, Label.RAISED)

    assert [(each.sentence, each.recorded, each.successes) for each in found] == [
        ("Raised again", 3, 2),
        ("raised ever", 1, 1),
    ]
