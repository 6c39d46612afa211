"""Who asks for the same run twice shares one; what cannot be asked is said at the field."""

import pytest

from battle.problems import Refused
from scoring.enums import RunState
from scoring.models import DataSet, JuryModel, Run
from scoring.runs import actions
from scoring.runs.queries import run_state
from tests.jury.engine.conftest import claim, codes, kept, start

pytestmark = pytest.mark.django_db


def refusal(*arguments, **changes) -> tuple[str, str]:
    with pytest.raises(Refused) as told:
        start(*arguments, **changes)
    return told.value.code, told.value.field


def test_a_second_press_joins_the_first(run, dataset, second_steward, now):
    again, joined = start(dataset, second_steward, now)

    assert (again.pk, joined, Run.objects.count()) == (run.pk, True, 1)
    assert run.lines.last().params == {"by": second_steward.pk}


@pytest.mark.parametrize("changes", [{"seed": 2}, {"merge_labels": True}])
def test_another_choice_is_another_run(run, dataset, steward, now, changes):
    again, joined = start(dataset, steward, now, **changes)

    assert (again.pk != run.pk, joined) == (True, False)


def test_the_order_of_the_choice_does_not_matter(content, dataset, steward, now):
    other = kept(content, "more")

    first, _ = start(dataset, steward, now, datasets=[dataset, other])
    again, joined = start(dataset, steward, now, datasets=[other, dataset, other])

    assert (again.pk, joined) == (first.pk, True)


def test_after_the_end_the_same_choice_is_a_new_run(run, dataset, steward, now):
    actions.cancel_run(run=run, by=steward, now=now)

    again, joined = start(dataset, steward, now)

    assert (again.pk != run.pk, joined) == (True, False)


def test_a_run_ends_once(run, steward, now):
    cancelled = actions.cancel_run(run=run, by=steward, now=now)

    assert (cancelled.state, cancelled.finished_at) == (RunState.CANCELLED, now)
    with pytest.raises(Refused) as told:
        actions.cancel_run(run=run, by=steward, now=now)
    assert told.value.code == "run_over"
    assert codes(run) == ["asked", "stage_began", "cancelled"]


def test_what_cannot_be_asked_is_said_at_the_field(dataset, steward, now):
    assert refusal(dataset, steward, now, datasets=[]) == ("no_datasets", "datasets")
    assert refusal(dataset, steward, now, label="  ") == ("no_label", "label")
    assert refusal(dataset, steward, now, label="sold") == ("labels_differ", "merge_labels")
    assert refusal(dataset, steward, now, seed=-1) == ("bad_seed", "seed")
    assert Run.objects.count() == 0


def test_data_sets_of_different_labels_are_taken_together_when_somebody_says_so(
    content, dataset, steward, now
):
    other = kept(content, "more", label="sold")
    both = [dataset, other]

    assert refusal(dataset, steward, now, datasets=both) == ("labels_differ", "merge_labels")
    run, _ = start(dataset, steward, now, datasets=both, label="exit", merge_labels=True)

    assert (run.label, run.merged_labels, run.datasets.count()) == ("exit", True, 2)


def test_a_jury_is_not_compared_with_itself(dataset, steward, now):
    jury = JuryModel(pk=1)

    with pytest.raises(Refused) as told:
        actions.start_comparison(candidate=jury, champion=jury, datasets=[dataset], by=steward, now=now)
    assert told.value.code == "same_jury"


def test_the_state_of_a_run_says_what_its_page_shows(steward, run, now):
    before = run_state(run, now)
    claim(run, at=now)
    run.refresh_from_db()
    after = run_state(run, now)

    assert [each["key"] for each in before["stages"]] == ["prepare", "fit", "calibrate", "judge", "register"]
    assert (before["state"], before["stages"][0]) == (
        "queued",
        {"key": "prepare", "state": "waiting", "done": 0, "total": 1},
    )
    assert (after["state"], after["stages"][0]["state"]) == ("running", "running")
    assert (before["parts"], before["trainers"], before["seconds"]) == ({"done": 0, "total": 1}, 0, 0.0)
    assert after["rev"] > before["rev"]
    assert after["lines"][0] == {
        "at": now.isoformat(),
        "code": "asked",
        "params": {"by": steward.pk, "datasets": ["rounds"], "seed": 1},
    }


@pytest.mark.django_db(transaction=True)
def test_a_data_set_that_was_deleted_meanwhile_is_told_as_such(dataset, steward, now):
    DataSet.objects.filter(pk=dataset.pk).delete()

    assert refusal(dataset, steward, now, datasets=[dataset]) == ("no_datasets", "datasets")
    assert Run.objects.count() == 0
