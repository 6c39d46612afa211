"""Drafts: one per key, fit for a mail, released once."""

import pytest

from battle.outbox.actions import post, release
from battle.outbox.enums import State, Step
from battle.outbox.models import Letter
from battle.problems import Refused

pytestmark = pytest.mark.django_db


def test_the_same_key_gives_the_letter_that_exists_unchanged(draft):
    first = draft(once="k", to="uma@example.org", subject="Hola")

    again = draft(once="k", subject="Another", to="other@example.org")

    assert again.pk == first.pk
    assert (again.subject, again.to, again.state) == ("Hola", "uma@example.org", State.DRAFT)
    assert again.message_id == first.message_id


def test_a_released_letter_is_not_released_again(draft):
    letter = draft()

    counts = [release([letter]), release([letter])]

    letter.refresh_from_db()
    assert counts == [1, 0]
    assert letter.state == State.QUEUED
    assert [step.step for step in letter.steps.all()] == [Step.RELEASED]


def test_a_posted_letter_goes_at_once_and_only_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as hints:
        letters = [
            post(once="k", kind="receipt", to="u@example.org", language="en", subject="S", body="B")
            for _attempt in range(2)
        ]

    assert {letter.pk for letter in letters} == {Letter.objects.get().pk}
    assert [letter.state for letter in letters] == [State.QUEUED, State.QUEUED]
    assert letters[0].urgent
    assert len(hints) == 1


@pytest.mark.parametrize(
    ("typed", "subject"),
    [
        ("Umbra\r\nBcc: all@example.org", "Umbra Bcc: all@example.org"),
        ("a\u2028b\u0085c\0d", "a b c d"),
        ("in\u202evoice\u202c \u2066x\u2069 \u200fy", "invoice x y"),
        ("x" * 300, "x" * 199 + "…"),
    ],
)
def test_a_subject_is_one_line_that_reads_as_it_says(draft, typed, subject):
    assert draft(subject=typed).subject == subject


def test_a_body_keeps_its_lines_and_loses_what_controls_a_terminal_or_turns_the_text(draft):
    letter = draft(body="one\r\ntwo\rthree \x1b[31mred\x00 \u202eevil\u202c 👩‍🚀\tt\n\n")

    assert letter.body == "one\ntwo\nthree [31mred evil 👩‍🚀\tt\n"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b",
        "a b@example.org",
        "a@example.org,b@example.org",
        "a@example.org\nBcc: x@example.org",
        "<a@example.org>",
        "a" * 250 + "@example.org",
        "a@exa_mple..org",
        "@example.org",
    ],
)
def test_it_refuses_what_no_mail_can_be_sent_to(draft, address):
    with pytest.raises(Refused) as refused:
        draft(to=address)

    assert (refused.value.code, refused.value.field) == ("bad_recipient", "to")
    assert Letter.objects.count() == 0


@pytest.mark.parametrize(
    "address", ["josé@example.org", "uma@münchen.example", "用户@例子.广告", "o'neil+x@example.org"]
)
def test_addresses_of_the_whole_world_can_be_written_to(draft, address):
    assert draft(to=address).to == address


def test_an_address_in_a_key_is_not_kept(draft):
    letter = draft(once="invite:uma@example.org")

    assert "uma" not in letter.once
    assert draft(once="invite:uma@example.org").pk == letter.pk


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"subject": " \n"}, "subject"), ({"body": "\n"}, "body"), ({"body": "x" * 50_001}, "body")],
)
def test_it_refuses_an_empty_or_endless_letter_at_its_field(draft, changes, field):
    with pytest.raises(Refused) as refused:
        draft(**changes)

    assert refused.value.field == field
