"""The page of a comparison: nothing yet, under way, found, and what must be known with it."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from scoring.comparing import choosing, page, words
from scoring.core.questionnaire import load
from scoring.enums import RunState
from scoring.models import Comparison, DataSet, JuryModel, Run, TrainedOn
from scoring.runs import claims
from scoring.runs.store import store_result
from tests.jury.comparing.conftest import NOW, named, new_dataset

CAX = "3e20e90ea781b6d7daea4f2cf7d7e9e4a6f1e2d17e76db4063eb68e10c6c8ef4"
ADDRESS = reverse("jury:compare", args=["v1-data-0123456789"])


@pytest.fixture
def room(client, steward):
    client.force_login(steward)
    return client


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_before_any_comparison_the_page_offers_one_on_what_the_candidate_learned_from(
    room, candidate, champion, dataset
):
    new_dataset("contest-2025")
    TrainedOn.objects.create(jury=candidate, dataset=dataset)

    shown = room.get(ADDRESS)

    assert shown.context["form"].initial["datasets"] == ["contest-2024"]
    assert [name for name, _told in shown.context["form"].fields["datasets"].choices] == [
        "contest-2025",
        "contest-2024",
    ]
    assert "chart-data" not in shown.content.decode()


def test_pressing_the_button_twice_starts_one_run_that_the_page_waits_for(room, candidate, champion, dataset):
    first = room.post(ADDRESS, {"datasets": ["contest-2024"]})
    room.post(ADDRESS, {"datasets": ["contest-2024"]})
    shown = room.get(ADDRESS)

    run = Run.objects.get()
    assert (first.status_code, first.url) == (302, ADDRESS)
    assert (run.candidate, run.champion, run.kind) == (candidate, champion, "compare")
    assert shown.context["running"]
    assert "The result appears here by itself" in text_of(shown)


def test_what_a_run_found_is_kept_with_the_names_of_its_data_sets(room, candidate, champion, dataset, result):
    room.post(ADDRESS, {"datasets": ["contest-2024"]})
    run = Run.objects.get()
    taken = {"run_id": run.pk, "trainer": "t1", "now": NOW}
    claims.finish_part(claim=claims.claim_part(name="compare", **taken), data=b"", facts=result, now=NOW)

    assert store_result(claim=claims.claim_part(name="register", **taken), now=NOW)

    kept = Comparison.objects.get()
    assert (kept.run, kept.holdout, kept.result["sources"]) == (run, result["holdout"], ["contest-2024"])


def test_nothing_chosen_is_told_at_the_field(room, candidate, champion, dataset):
    shown = room.post(ADDRESS, {})

    assert shown.status_code == 422
    assert shown.context["form"].errors == {"datasets": ["Choose at least one data set."]}
    assert Run.objects.count() == 0


def test_a_failed_run_says_why(room, candidate, champion, dataset):
    room.post(ADDRESS, {"datasets": ["contest-2024"]})
    Run.objects.update(state=RunState.FAILED, failure="too_little_data", detail="No row is held out.")

    shown = text_of(room.get(ADDRESS))

    assert "The last comparison failed There are too few startups to learn from." in shown


@pytest.mark.parametrize("language", ["en", "es", "pt-br"])
def test_a_result_is_shown_in_every_language(language, room, compared):
    shown = room.get(ADDRESS, headers={"accept-language": language})

    told = shown.content.decode()
    assert f'<html lang="{language}"' in told
    assert told.count("<canvas") == 2
    assert json.loads(re.search(r'id="chart-data" type="application/json">(.+?)</script>', told)[1])["words"]
    reason = compared.result["movers"][0]["why"][0]["question"]
    assert load().question(reason).text[language] in shown.context["told"]["movers"][0]["reasons"][0]["text"]


def test_what_flatters_the_champion_and_how_few_startups_there_are_is_said_before_the_figures(room, compared):
    told = text_of(room.get(ADDRESS))

    assert told.index("The champion knows these startups already") < told.index("Every figure")
    assert "intervals are wide, and only large differences can be told from luck" in told


def test_the_sentence_on_top_names_what_is_better_and_worse(result):
    def having(candidate_words, points_word, seen):
        figures = [
            {
                **each,
                "difference": {
                    **each["difference"],
                    "word": candidate_words.get(each["name"], "not distinguishable"),
                },
                "against_points": {**each["against_points"], "word": points_word},
            }
            for each in result["figures"]
        ]
        return words.verdict({**result, "figures": figures, "seen": seen})

    unseen = {"candidate": False, "champion": False}
    assert having({"auc": "better", "brier": "worse"}, "better", unseen) == (
        "On 40 startups that neither learned from, the candidate is better than the champion in order (AUC) and worse "
        "in error (Brier). It beats the points rule in order (AUC), error (Brier), and log loss."
    )
    assert having({"ece": "worse"}, "not distinguishable", {"candidate": False, "champion": None}) == (
        "On 40 held-out startups the candidate cannot be told from the champion in any of order (AUC), error (Brier), "
        "and log loss: the differences may be luck. "
        "It cannot be told from the points rule in any of order (AUC), error (Brier), and log loss."
    )


def test_the_champion_itself_is_compared_with_nobody(room, champion, dataset):
    shown = room.get(reverse("jury:compare", args=[champion.version]))
    refused = room.post(reverse("jury:compare", args=[champion.version]), {"datasets": ["contest-2024"]})

    assert "This jury is the champion" in text_of(shown)
    assert shown.context["form"] is None
    assert refused.status_code == 409
    assert "A jury cannot be compared with itself." in text_of(refused)


def test_without_a_champion_there_is_nothing_to_compare_with(room, candidate, dataset):
    assert "There is no champion yet" in text_of(room.get(ADDRESS))
    assert room.post(ADDRESS, {"datasets": ["contest-2024"]}).status_code == 409


def test_a_comparison_with_an_earlier_champion_says_so(room, compared):
    JuryModel.objects.filter(status="champion").update(status="retired")
    JuryModel.objects.create(
        version="v1-data-new",
        sha256="d" * 64,
        file=b"",
        status="champion",
        questionnaire="v1",
        trained_on="",
        synthetic=False,
        seed=1,
        rows=1,
        format=compared.candidate.format,
    )

    assert "This was measured beside an earlier champion" in text_of(room.get(ADDRESS))


def test_who_has_seen_the_rows(candidate, champion):
    cohort_rows, others = new_dataset("cax", CAX), new_dataset("others")
    elsewhere = JuryModel.objects.create(
        version="by-command", sha256="e" * 64, file=b"", questionnaire="v1", trained_on="others",
        synthetic=False, seed=1, rows=228,
    )  # fmt: skip
    TrainedOn.objects.create(jury=elsewhere, dataset=others)
    TrainedOn.objects.create(jury=candidate, dataset=others)

    assert choosing.seen(candidate, [others]) is False
    assert choosing.seen(champion, [cohort_rows]) is True
    assert choosing.seen(champion, [others]) is None
    assert choosing.seen(elsewhere, [others]) is True
    assert choosing.seen(elsewhere, [cohort_rows]) is None


@pytest.mark.parametrize(("first", "second", "known"), [("a", "b", False), ("a", "", None), ("", "b", None)])
def test_rows_without_a_name_may_lie_on_another_side_in_another_data_set(candidate, first, second, known):
    learned, other = new_dataset("learned"), new_dataset("other")
    TrainedOn.objects.create(jury=candidate, dataset=learned)
    for record, company in ((learned, first), (other, second)):
        record.content = named(company)
        record.save()

    assert choosing.seen(candidate, [learned]) is False
    assert choosing.seen(candidate, [learned, other]) is known


def test_data_sets_of_two_labels_are_compared_on_only_where_the_candidate_learned_from_both(
    room, candidate, champion, dataset
):
    other = new_dataset("sold")
    DataSet.objects.filter(pk=other.pk).update(label="sold")
    TrainedOn.objects.create(jury=candidate, dataset=dataset)
    chosen = {"datasets": ["contest-2024", "sold"]}

    refused = room.post(ADDRESS, chosen)
    assert (refused.status_code, Run.objects.count()) == (422, 0)
    assert "different labels" in refused.context["form"].errors["datasets"][0]

    TrainedOn.objects.create(jury=candidate, dataset=other)
    assert room.post(ADDRESS, chosen).status_code == 302


def test_the_order_of_a_comparison_holds_who_stood_on_a_stage(candidate, champion, dataset, settings):
    settings.JURY_PAST_CONTENDERS = "tests.jury.comparing.stages.past_contenders"

    TrainedOn.objects.create(jury=candidate, dataset=dataset)

    details = choosing.order_details(candidate=candidate, champion=champion, datasets=[dataset])

    assert details["seen"] == {"candidate": False, "champion": None}
    assert [(each["company"], each["rank"], each["answers"]) for each in details["finalists"]] == [
        ("Acequia", 1, {"team_founders": 3.0})
    ]
    assert json.loads(json.dumps(details)) == details


tenths = st.floats(-30, 30)


@given(st.floats(0, 100), st.floats(0, 100), st.lists(tenths, max_size=4))
def test_points_add_up_as_they_are_written(old, new, reasons):
    keys = load().keys
    mover = {
        "who": "hold-out row 1",
        "row": 1,
        "outcome": 1,
        "champion": old,
        "candidate": new,
        "start": 0.04,
        "why": [{"question": keys[place], "points": points} for place, points in enumerate(reasons)],
        "rest": new - old - sum(reasons),
    }

    with translation.override("en"):
        told = page.told({**EMPTY, "movers": [mover]})["movers"][0]

    written = [each["points"] for each in told["reasons"]] + [told["rest"] or "0", told["start"] or "0"]
    in_tenths = [round(10 * float(each.replace("−", "-"))) for each in [*written, told["move"]]]
    assert sum(in_tenths[:-1]) == in_tenths[-1]
    assert in_tenths[-1] == round(10 * float(told["candidate"])) - round(10 * float(told["champion"]))


NONE = {"value": None, "low": None, "high": None}
SAME = {**NONE, "word": "not distinguishable"}
EMPTY = {
    "rows": 3,
    "successes": 3,
    "seen": {"candidate": False, "champion": False},
    "figures": [
        {
            "name": name,
            **dict.fromkeys(
                ("candidate", "champion", "points_rule"), NONE if name == "auc" else {**NONE, "value": 0.1}
            ),
            "difference": SAME,
            "against_points": SAME,
        }
        for name in words.NAMES
    ],
    "roc": {"candidate": [], "champion": [], "points_rule": []},
    "reliability": {"candidate": [], "champion": [], "by_chance": {"candidate": 0.1, "champion": 0.1}},
    "movers": [],
    "finalists": [],
}


def test_startups_of_one_outcome_have_no_roc_and_a_warning():
    told = page.told(EMPTY)

    assert told["roc"] == []
    assert told["figures"][0]["judges"][0] == {"value": "none", "interval": ""}
    assert told["warnings"] == [
        "All these startups had the same outcome, so nothing can be said about how a jury orders them."
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.18676, "0.187"), (-0.0004, "0.000"), (-1.2345, "−1.234"), (1234.5678, "1,234.568")],
)
def test_figures_are_rounded_and_not_cut_off(value, written):
    with translation.override("en"):
        assert words.number(value) == written
        assert words.signed(abs(value)).lstrip("+") == written.lstrip("−")


def test_the_table_reads_a_curve_between_its_corners():
    curve = [[0.0, 0.0], [0.0, 0.5], [0.5, 0.75], [1.0, 1.0]]

    assert [page.found_at(curve, alarms) for alarms in (0.0, 0.25, 0.5, 1.0)] == [0.5, 0.625, 0.75, 1.0]


def test_the_newest_comparison_is_of_the_pair(compared, candidate, champion):
    assert choosing.newest(candidate, champion) == compared
    assert choosing.newest(champion, champion) is None
    assert compared.created_at == NOW
