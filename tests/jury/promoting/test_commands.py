"""The same gate and the same record from the command line."""

import json

import pytest
from django.core.management import call_command

from scoring.models import JuryModel, PromotionStep
from scoring.promotion import record
from tests.jury.promoting import juries
from tests.jury.promoting.test_record import FORGED, by_hand


@pytest.fixture
def run(capsys):
    """(exit code, output, code of the problem) of a command."""

    def call(*arguments):
        try:
            call_command(*arguments)
            code = 0
        except SystemExit as end:
            code = end.code
        told = capsys.readouterr()
        return code, told.out, json.loads(told.err)["type"] if told.err else None

    return call


SIGNED = ("--by", "Ana", "--reason", juries.REASON)
SECOND = ("--second", "Bo", "--second-reason", juries.SECOND_REASON)


def test_without_a_name_it_only_tells_how_a_jury_stands(run, weak, first):
    code, out, problem = run("promote_jury", weak.version)

    assert (code, problem, juries.champion()) == (0, None, first.version)
    assert out.count("passed  ") == 5
    assert "FAILED  No worse than the champion" in out


def test_it_promotes_what_passes(run, second):
    code, out, problem = run("promote_jury", second.version, *SIGNED)

    step = PromotionStep.objects.first()
    assert (code, problem, juries.champion()) == (0, None, second.version)
    assert (step.by_user, step.by_name, step.reason) == (None, "Ana", juries.REASON)
    assert step.hash in out


def test_two_persons_overrule(run, weak):
    code, _, problem = run("promote_jury", weak.version, *SIGNED, *SECOND)

    asked, answered = PromotionStep.objects.order_by("number")[1:]
    assert (code, problem, juries.champion()) == (0, None, weak.version)
    assert (asked.by_name, answered.by_name, answered.answers) == ("Ana", "Bo", asked)
    assert record.verify() is None


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ((*SIGNED,), "conditions_failed"),
        (("--by", "Ana"), "no_reason"),
        ((*SIGNED, "--second", " ana ", "--second-reason", juries.SECOND_REASON), "same_person"),
        ((*SIGNED, "--second", "Bo"), "no_reason"),
        (("--by", "", "--reason", juries.REASON), "no_name"),
    ],
)
def test_it_refuses_and_leaves_nothing_half_done(run, weak, first, asked, problem):
    assert run("promote_jury", weak.version, *asked)[::2] == (2, problem)

    assert juries.champion() == first.version
    assert PromotionStep.objects.count() == 1


def test_what_it_cannot_understand_is_told(run, first):
    assert run("promote_jury")[::2] == (2, "bad_option")
    assert run("promote_jury", first.version, "--rollback")[::2] == (2, "bad_option")
    assert run("promote_jury", "v1-data-none")[::2] == (2, "no_jury_model")
    assert run("promote_jury", "--rollback")[::2] == (2, "no_name")


def test_it_rolls_back(run, second, first):
    juries.promote(second)

    assert run("promote_jury", "--rollback", "--by", "Ana")[::2] == (0, None)

    assert juries.champion() == first.version
    assert run("promote_jury", "--rollback", "--by", "Ana")[::2] == (2, "nothing_before")


def test_the_record_is_verified(run, first, second):
    juries.promote(second)
    juries.roll_back()

    code, out, _ = run("verify_record")

    assert (code, out) == (0, f"3 steps, all as they were written; newest hash {record.head()[1]}\n")
    by_hand(FORGED["a reason"])
    code, out, _ = run("verify_record")
    assert (code, out) == (1, "step 2: its content or the step before it does not match its hash\n")


def test_a_champion_made_by_hand_is_told(run, first):
    JuryModel.objects.filter(pk=first.pk).update(status="retired")

    assert run("verify_record")[:2] == (1, "the record: the champion is not the one that the record says\n")
