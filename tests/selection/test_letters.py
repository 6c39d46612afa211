"""What the letters say, and what they never say."""

import pytest
from django.db import connection
from django.utils import timezone

from battle.accounts.models import User
from battle.outbox.models import Letter
from battle.selection import actions
from battle.selection.enums import Verdict
from battle.selection.models import Decision


def answered(edition, key: str, verdict: Verdict = Verdict.DECLINED) -> Letter:
    actions.decide(edition=edition, keys=[key], verdict=verdict)
    actions.apply_decisions(
        edition=edition,
        respond_by=edition.show_starts_at,
        answer_days=2,
        undecided_seen=7,
        now=timezone.now(),
    )
    return Letter.objects.get(about=key)


def test_the_answer_tells_strengths_and_neither_names_nor_figures_of_the_reviewers(edition, applied, read):
    other = User.objects.create_user("ruth@example.org", first_name="Ruth", last_name="Reader")
    read("a", 5, 2, 4, comment="Your {{ pilot }} convinced me.\nKeep at it.")
    read("a", 4, 3, 4, by=other, comment="  ")
    letter = answered(edition, "a")

    assert letter.to == "a@example.org"
    assert letter.subject == "A Labs and Valencia Battle: our answer"
    assert "What our readers found strongest in your application:\n- Team\n- Product\n" in letter.body
    assert "Market" not in letter.body
    assert letter.values["strengths"].startswith("What our readers found strongest")
    assert letter.values["company"] == "A Labs"
    assert "“Your {{ pilot }} convinced me.\nKeep at it.”" in letter.body
    for hidden in ["rita", "ruth", "Ruth", "Reader", "4.5", "4.33", "score", "rank"]:
        assert hidden not in letter.body


def test_without_a_review_the_answers_strong_points_stand_there(edition, applied):
    letter = answered(edition, "c")

    assert letter.language == "pt-br"
    assert "- " in letter.body
    assert "?" in letter.body


def test_without_anything_it_is_still_a_decent_text(edition, applied):
    type(applied[0]).objects.filter(key="a").update(answers={})

    letter = answered(edition, "a")

    assert "We have read what you sent with interest" in letter.body
    assert "welcome to apply again" in letter.body


def test_what_people_typed_is_neither_read_as_a_template_nor_breaks_a_header(edition, applied):
    hostile = "{% include 'x' %}{{ edition }}\r\nBcc: all@example.org"
    type(applied[0]).objects.filter(key="a").update(company=hostile, contact_name="<b>&Ana")

    letter = answered(edition, "a")

    assert letter.subject.startswith("{% include 'x' %}{{ edition }} Bcc: all@example.org")
    assert "Hello <b>&Ana," in letter.body


@pytest.mark.parametrize("verdict", list(Verdict))
def test_each_letter_leads_to_the_right_page(verdict, edition, applied, settings):
    letter = answered(edition, "a", verdict)

    link = f"{settings.PUBLIC_URL}/e/valencia/application/answer/"
    assert (link in letter.body) == (verdict == Verdict.FINALIST)
    assert "rank" not in letter.body


def test_hundreds_of_letters_are_drafted_in_turns(edition, applied, monkeypatch):
    monkeypatch.setattr("battle.selection.actions.letters.AT_ONCE", 3)
    actions.decide_others(edition=edition)
    first = actions.apply_decisions(
        edition=edition, respond_by=None, answer_days=2, undecided_seen=0, now=timezone.now()
    )

    turns = [actions.draft_letters(edition=edition) for _turn in range(3)]

    assert first.letters == 3
    assert turns == [3, 2, 0]
    assert Letter.objects.count() == 8


def test_no_letter_is_drafted_for_who_has_gone_or_whose_answer_changed_meanwhile(edition, applied, put):
    answered(edition, "a")
    answered_twice = Decision.objects.filter(application__key="a")

    def due_again() -> None:
        Letter.objects.all().delete()
        answered_twice.update(letter_due=True)

    due_again()
    put("a", "withdrawn")
    assert actions.draft_letters(edition=edition) == 0
    assert not answered_twice.get().letter_due

    due_again()
    put("a", "declined")
    changes = iter([lambda: answered_twice.update(round=2)])

    def decided_anew(execute, sql, params, many, context):
        if 'FROM "selection_invitation"' in sql and (change := next(changes, None)):
            change()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(decided_anew):
        assert actions.draft_letters(edition=edition) == 0
    assert actions.draft_letters(edition=edition) == 1
    assert Letter.objects.get().once.endswith(":2")
