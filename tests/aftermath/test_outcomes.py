"""What became of a contender: recorded once, changed for a reason, never overwritten."""

from datetime import UTC, date, datetime

import pytest

from battle.aftermath.models import Outcome
from battle.aftermath.queries import aftermath_of
from battle.problems import Refused
from scoring.past import Label
from tests.aftermath.conftest import PLAYED, SHOW_DAY, Book, known
from tests.applications.test_at_once import at_once
from tests.leaderboard.plays import new_show

pytestmark = pytest.mark.django_db


def refusal(act) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code, refused.value.field


def test_it_keeps_what_was_said_by_whom_and_where_it_can_be_read(book, organiser, played):
    kept = book.record(source="  El   Periódico ", source_url="https://example.org/news?a=1")

    assert Outcome.objects.get() == kept
    assert (kept.show, kept.contender, kept.label, kept.version) == (played, "boreal", "raised", 1)
    assert (kept.success, kept.known_on, kept.source) == (True, date(2027, 6, 1), "El Periódico")
    assert (kept.source_url, kept.recorded_by, kept.recorded_at) == (
        "https://example.org/news?a=1",
        organiser,
        book.now,
    )


def test_each_label_of_a_contender_is_a_record_of_its_own(book, edition):
    book.record(label=Label.EXITED, success=False)
    book.record(label=Label.RAISED)
    boreal, acequia = aftermath_of(edition).contenders

    assert [(each.label, each.newest.success) for each in boreal.recorded] == [
        (Label.RAISED, True),
        (Label.EXITED, False),
    ]
    assert boreal.open_labels == [Label.ALIVE]
    assert (acequia.recorded, acequia.open_labels) == ([], list(Label))


def test_the_same_said_again_is_the_same_record(book):
    assert book.record() == book.record(source="El Periódico ")


def test_something_else_said_again_is_refused_instead_of_written_over(book):
    book.record()

    assert refusal(lambda: book.record(success=False)) == ("already_recorded", "")
    assert Outcome.objects.get().success is True


def test_a_correction_counts_from_then_on_and_what_was_said_stays(book, edition):
    book.record()
    book.correct(1, success=False, source="The register")
    recorded = aftermath_of(edition).find("boreal").recorded[0]

    assert [(v.version, v.success, v.source, v.reason) for v in recorded.versions] == [
        (1, True, "El Periódico", ""),
        (2, False, "The register", "It was another company"),
    ]
    assert recorded.newest.version == 2


def test_what_is_taken_back_counts_no_more_until_it_is_said_again(book, edition):
    book.record()
    book.withdraw(1)
    taken = aftermath_of(edition).find("boreal").recorded[0].newest

    assert (taken.version, taken.withdrawn, taken.source) == (2, True, "El Periódico")
    assert refusal(lambda: book.withdraw(2)) == ("already_withdrawn", "")
    assert refusal(lambda: book.record()) == ("already_recorded", "")
    assert book.correct(2).withdrawn is False


def test_a_change_of_what_somebody_else_has_changed_meanwhile_is_refused(book, steward, edition):
    book.record()
    Book(edition, steward).correct(1, success=False)

    assert refusal(lambda: book.correct(1, source="Elsewhere")) == ("outcome_changed", "")
    assert refusal(lambda: book.withdraw(1)) == ("outcome_changed", "")
    assert Outcome.objects.count() == 2


def test_a_change_needs_something_recorded_something_new_and_a_reason(book):
    assert refusal(lambda: book.correct(0)) == ("not_recorded", "")
    book.record()

    assert refusal(lambda: book.correct(1)) == ("nothing_changed", "")
    assert refusal(lambda: book.correct(1, success=False, reason=" typo ")) == ("no_reason", "reason")
    assert refusal(lambda: book.withdraw(1, reason="")) == ("no_reason", "reason")


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"known_on": date(2027, 12, 2)}, "known_in_future", "known_on"),
        ({"known_on": date(2026, 11, 23)}, "known_before_show", "known_on"),
        ({"source": " "}, "no_source", "source"),
        ({"meaning": "raised"}, "no_meaning", "meaning"),
        ({"meaning": "m" * 301}, "text_unusable", "meaning"),
        ({"source": "a\x00b"}, "text_unusable", "source"),
        ({"source_url": "http://example.org/"}, "bad_address", "source_url"),
        ({"source_url": "javascript:alert(1)"}, "bad_address", "source_url"),
        ({"source_url": "https://example.org@evil.example/"}, "bad_address", "source_url"),
        ({"source_url": "https://[::1"}, "bad_address", "source_url"),
        ({"source_url": f"https://example.org/{'a' * 500}"}, "bad_address", "source_url"),
    ],
)
def test_it_refuses_what_cannot_be_right(book, wrong, code, field):
    assert refusal(lambda: book.record(**wrong)) == (code, field)
    assert not Outcome.objects.exists()


def test_the_day_of_the_show_and_today_at_the_venue_are_the_ends(book):
    book.now = datetime(2027, 12, 1, 23, 30, tzinfo=UTC)  # half past midnight in Valencia

    assert book.record(known_on=SHOW_DAY).known_on == SHOW_DAY
    assert book.record("acequia", known_on=date(2027, 12, 2)).known_on == date(2027, 12, 2)


def test_only_contenders_with_a_place_in_the_result_have_outcomes(book):
    assert refusal(lambda: book.record("cargolux")) == ("unknown_contender", "contender")
    assert refusal(lambda: book.record("nobody")) == ("unknown_contender", "contender")


def test_nothing_is_recorded_before_the_reveal_nor_of_a_demo(edition, organiser):
    new_show("valencia", *PLAYED)
    assert refusal(lambda: Book(edition, organiser).record()) == ("no_result", "")

    new_show("valencia", *PLAYED, number=2)
    type(edition).objects.filter(pk=edition.pk).update(is_demo=True)
    assert refusal(lambda: Book(edition, organiser).record()) == ("no_result", "")


def test_a_demo_has_no_outcomes_even_when_it_was_revealed(played, edition, organiser):
    type(edition).objects.filter(pk=edition.pk).update(is_demo=True)

    assert refusal(lambda: Book(edition, organiser).record()) == ("no_result", "")
    assert aftermath_of(edition) is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_record_at_once_the_second_is_told(book, steward, edition):
    other = Book(edition, steward)

    told = at_once(lambda: book.record(), lambda: other.record(success=False))

    assert [each for each in told if isinstance(each, str)] == ["already_recorded"]
    assert Outcome.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_four_who_correct_at_once_one_is_written(book, edition):
    book.record()

    told = at_once(*[lambda each=each: book.correct(1, source=f"Source {each}") for each in range(4)])

    assert sorted(each for each in told if isinstance(each, str)) == ["outcome_changed"] * 3
    assert Outcome.objects.count() == 2


def test_known_is_tidied_before_it_is_compared():
    assert known(source=" a\tb ").tidy == known(source="a b")
