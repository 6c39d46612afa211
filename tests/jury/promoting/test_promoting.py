"""Promoting, overruling, withdrawing, rolling back, deleting: what happens and what is refused."""

import pytest
from django.utils import timezone

from battle.problems import Refused
from scoring import registry
from scoring.core.fileformat import FORMAT
from scoring.enums import Kind, Status, Step
from scoring.models import ApiClient, Comparison, Finding, JuryModel, PromotionStep, Run
from scoring.promotion import actions, gate
from scoring.promotion.record import Person, line_of_champions, open_requests
from tests.jury.promoting import juries
from tests.jury.promoting.juries import ANA, BO


def refused(code: str):
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def steps() -> list[tuple[str, str]]:
    return list(PromotionStep.objects.order_by("number").values_list("kind", "jury__version"))


def test_who_promotes_leaves_name_reason_conditions_figures_and_hashes(second, first):
    now = timezone.now()

    step = actions.promote(jury=second, by=ANA, reason=f"  {juries.REASON}\n", now=now)

    assert juries.champion() == second.version
    assert registry.find_model(first.version).status == Status.RETIRED
    assert (step.kind, step.by_user, step.by_name, step.reason, step.at) == (
        Step.PROMOTED,
        1,
        "Ana",
        juries.REASON,
        now,
    )
    assert (step.sha256, step.before_sha256) == (second.sha256, first.sha256)
    assert [condition["passed"] for condition in step.conditions] == [True] * 6
    assert step.figures["cross_validated"]["judges"]["jury"]["auc"] == 0.79
    assert step.figures["comparison"]["champion"] == first.version


def test_a_steward_stands_in_the_record_by_account_and_name(second, steward):
    step = juries.promote(second, by=steward)

    assert (step.by_user, step.by_name) == (steward.pk, "stella@example.org")


def test_a_failed_condition_refuses_and_is_named(weak, first):
    with refused("conditions_failed") as stopped:
        juries.promote(weak)

    assert "No worse than the champion" in stopped.value.message
    assert (juries.champion(), steps()) == (first.version, [("installed", first.version)])


@pytest.mark.parametrize("reason", ["", "ok", "looks fine to me", "x" * 40, " " * 40])
def test_a_reason_is_a_sentence(second, first, reason):
    with refused("no_reason") as stopped:
        actions.promote(jury=second, by=ANA, reason=reason, now=timezone.now())

    assert stopped.value.field == "reason"
    assert juries.champion() == first.version


@pytest.mark.parametrize(("by", "code"), [(Person(""), "no_name"), (Person("A" * 201), "no_name")])
def test_somebody_answers_for_it(second, by, code):
    with refused(code):
        juries.promote(second, by=by)


def test_a_reason_has_an_end(second):
    with refused("long_reason"):
        actions.promote(jury=second, by=ANA, reason="so be it " * 300, now=timezone.now())


def test_the_champion_is_not_promoted_again(first):
    with refused("already_champion"):
        juries.promote(first)


def test_a_file_of_an_earlier_format_is_not_promoted_even_by_two(rounds, first):
    old = juries.jury_of("v1-data-old", rounds, format=FORMAT - 1)
    for attempt in (juries.promote, juries.request):
        with refused("old_format"):
            attempt(old)


def test_a_page_that_is_out_of_date_promotes_nothing(second, first, rounds):
    seen = gate.seal(second, gate.conditions(second))
    other = juries.jury_of("v1-data-other", rounds)
    juries.compare(other, first)
    juries.promote(other, by=BO)
    juries.compare(second, other)

    with refused("gate_changed"):
        juries.promote(second, seen=seen)

    assert juries.champion() == other.version
    juries.promote(second, seen=gate.seal(second, gate.conditions(second)))
    assert juries.champion() == second.version


def test_two_stewards_overrule_a_failed_condition(weak, first):
    asked = juries.request(weak)
    assert juries.champion() == first.version
    assert list(open_requests()) == [asked]

    step = juries.overrule(asked)

    assert juries.champion() == weak.version
    assert (step.kind, step.answers, step.by_name, step.reason) == (
        Step.PROMOTED,
        asked,
        "Bo",
        juries.SECOND_REASON,
    )
    assert [each["code"] for each in step.conditions if not each["passed"]] == ["no_worse_than_champion"]
    assert list(open_requests()) == []


def test_an_open_finding_can_be_overruled_by_two(second, rounds):
    Finding.objects.create(dataset=rounds, code="column_too_good", detail="It tells.", serious=True)
    with refused("conditions_failed"):
        juries.promote(second)

    juries.overrule(juries.request(second))

    assert juries.champion() == second.version


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ANA, ANA),
        (ANA, Person("Another name", 1)),
        (Person("Ana Sol"), Person("ana  sol")),
        (Person("Ana Sol"), Person("Ana Sol", 7)),
    ],
)
def test_nobody_overrules_for_themselves(weak, first, one, other):
    asked = juries.request(weak, by=one)

    with refused("same_person"):
        juries.overrule(asked, by=other)

    assert juries.champion() == first.version


def test_two_stewards_of_one_name_are_two_persons(weak):
    juries.overrule(juries.request(weak, by=Person("Ana", 1)), by=Person("Ana", 2))

    assert juries.champion() == weak.version


def test_a_request_is_answered_once(weak):
    asked = juries.request(weak)
    juries.overrule(asked)

    with refused("request_answered"):
        juries.overrule(asked, by=Person("Cy", 3))
    with refused("request_answered"):
        actions.withdraw(request=asked, by=ANA, now=timezone.now())


def test_one_request_a_jury_is_open_at_a_time(weak):
    juries.request(weak)

    with refused("already_requested"):
        juries.request(weak, by=BO)


def test_what_passes_needs_no_overruling(second):
    with refused("nothing_to_overrule"):
        juries.request(second)


def test_who_asked_may_take_it_back_without_a_reason(weak, first):
    asked = juries.request(weak)

    step = actions.withdraw(request=asked, by=ANA, now=timezone.now())

    assert (step.kind, step.answers, step.jury) == (Step.WITHDRAWN, asked, weak)
    assert juries.champion() == first.version
    juries.request(weak)


def test_another_steward_turns_it_down_with_a_reason(weak):
    asked = juries.request(weak)
    with refused("no_reason"):
        actions.withdraw(request=asked, by=BO, now=timezone.now())

    step = actions.withdraw(
        request=asked, by=BO, reason="Compare it first, it costs a minute.", now=timezone.now()
    )

    assert (step.by_name, step.answers) == ("Bo", asked)


def test_a_request_about_another_champion_is_not_granted(weak, second):
    asked = juries.request(weak)
    juries.promote(second)

    with refused("gate_changed"):
        juries.overrule(asked)


def test_a_request_does_not_cover_what_failed_later(weak, rounds):
    asked = juries.request(weak)
    Finding.objects.create(dataset=rounds, code="column_too_good", detail="It tells.", serious=True)

    with refused("gate_changed"):
        juries.overrule(asked)


def test_a_request_is_closed_by_a_promotion_that_needs_it_no_more(weak, first):
    asked = juries.request(weak)
    juries.compare(weak, first)

    step = juries.promote(weak)

    assert step.answers == asked
    assert list(open_requests()) == []


def test_a_rollback_returns_to_the_champion_before(second, first):
    juries.promote(second)

    step = juries.roll_back()

    assert (step.kind, step.jury, step.before) == (Step.ROLLED_BACK, first, second)
    assert juries.champion() == first.version
    assert line_of_champions() == [first.pk]


def test_a_second_rollback_goes_further_back_and_a_third_is_refused(second, first, rounds):
    third = juries.jury_of("v1-data-third", rounds)
    juries.promote(second)
    juries.compare(third, second)
    juries.promote(third)

    assert juries.roll_back().jury == second
    assert juries.roll_back().jury == first
    with refused("nothing_before"):
        juries.roll_back()
    assert juries.champion() == first.version


def test_two_who_roll_back_at_once_go_one_step_back(second, first, rounds):
    juries.promote(second)
    third = juries.jury_of("v1-data-third", rounds)
    juries.compare(third, second)
    juries.promote(third)

    juries.roll_back(champion=third.version)
    with refused("champion_changed"):
        juries.roll_back(by=BO, champion=third.version)

    assert juries.champion() == second.version


def test_a_rollback_asks_no_gate_but_writes_down_how_it_stands(second, first, rounds):
    juries.promote(second)
    Finding.objects.create(dataset=rounds, code="column_too_good", detail="It tells.", serious=True)

    step = juries.roll_back()

    assert [each["code"] for each in step.conditions if not each["passed"]] == [
        "no_worse_than_champion",
        "leak_audit",
    ]


def test_a_rollback_never_returns_to_a_file_of_an_earlier_format(second, first):
    juries.promote(second)
    JuryModel.objects.filter(pk=first.pk).update(format=FORMAT - 1)

    with refused("old_format"):
        juries.roll_back()

    assert juries.champion() == second.version


def test_an_installation_is_a_step_without_a_person(first, second):
    step = PromotionStep.objects.get()

    assert (step.kind, step.jury, step.before, step.by_name) == (Step.INSTALLED, first, None, "")
    assert juries.install(second).status == Status.CANDIDATE
    assert PromotionStep.objects.count() == 1


def test_a_champion_of_an_earlier_format_is_replaced_in_the_record_too(second, first):
    JuryModel.objects.filter(pk=first.pk).update(format=FORMAT - 1)

    juries.install(second)

    step = PromotionStep.objects.first()
    assert (step.kind, step.jury, step.before) == (Step.INSTALLED, second, first)


def test_a_candidate_can_be_deleted_with_its_comparisons(second):
    actions.delete_model(jury=second)

    assert not JuryModel.objects.filter(pk=second.pk).exists()
    assert not Comparison.objects.exists()


def _shared(jury):
    ApiClient.objects.create(
        name="Acme", contact="a@example.org", box="black", jury=jury, created_at=timezone.now()
    )


def _compared(jury):
    Run.objects.create(kind=Kind.COMPARE, fingerprint="1" * 64, candidate=jury, created_at=timezone.now())


KEPT = {
    "was_used": lambda jury: JuryModel.objects.filter(pk=jury.pk).update(used_at=timezone.now()),
    "in_record": juries.request,
    "shared": _shared,
    "being_compared": _compared,
}


@pytest.mark.parametrize("code", KEPT)
def test_a_candidate_that_something_depends_on_is_kept(weak, code):
    KEPT[code](weak)

    with refused(code):
        actions.delete_model(jury=weak)

    assert JuryModel.objects.filter(pk=weak.pk).exists()


def test_who_was_champion_is_kept(second, first):
    juries.promote(second)
    for jury in (first, second):
        with refused("was_champion"):
            actions.delete_model(jury=jury)


def test_what_is_gone_is_told(weak):
    actions.delete_model(jury=weak)

    with refused("no_such_model"):
        actions.delete_model(jury=weak)
    with refused("no_such_model"):
        juries.promote(weak)
