"""Which rows two juries are compared on, and whether one of them knows these rows already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from battle.problems import Refused
from scoring import past, registry
from scoring.core.fileformat import FORMAT
from scoring.enums import Kind, RunState
from scoring.models import Comparison, DataSet, JuryModel, Run

if TYPE_CHECKING:
    from battle.accounts.models import User

BEHIND_THE_COHORT = frozenset(
    {
        "3e20e90ea781b6d7daea4f2cf7d7e9e4a6f1e2d17e76db4063eb68e10c6c8ef4",
        "f6d91b1cd031d511a81c3bf4acbd31e285d921a2ec039193caad00da525ca720",
        "241c33b2551a67830db0d382b9d5ded006e6e3ed27c0e4b75bf0565cbf475dd2",
        "ed22871283c5410783b0ce3ee16145ad345d2729672d76c826ad6d7ff87deb60",
    }
)
"""SHA-256 of the files with the startups that the statistics of the built-in cohort were estimated on: as the contest
published them and as answers to the questionnaire, packed and unpacked."""
BUILT_IN = "reference cohort"
"""How the built-in jury's record begins to say what it was trained on."""


def current_champion() -> JuryModel | None:
    """The champion, without its file."""
    try:
        return registry.find_champion()
    except registry.NoSuchModel:
        return None


def selectable_datasets(jury: JuryModel) -> list[DataSet]:
    """Everything that a jury can be judged on: the data sets of its questionnaire, newest first."""
    return list(DataSet.objects.defer("content").filter(questionnaire=jury.questionnaire))


def default_datasets(candidate: JuryModel, champion: JuryModel) -> list[DataSet]:
    """The data sets that the candidate learned from; where there are none those of the champion, else the newest."""
    everything = selectable_datasets(candidate)
    for jury in (candidate, champion):
        learned = set(jury.sources.values_list("dataset_id", flat=True))
        if found := [each for each in everything if each.pk in learned]:
            return found
    return everything[:1]


def order_details(
    *, candidate: JuryModel, champion: JuryModel, datasets: Sequence[DataSet]
) -> dict[str, Any]:
    """What the part of a comparison is told beside the rows, see `scoring.core.parts.comparing`."""
    return {
        "candidate": candidate.version,
        "champion": champion.version,
        "finalists": [
            {
                "edition": each.edition,
                "title": each.title,
                "show": each.show,
                "key": each.key,
                "company": each.company,
                "answers": each.answers,
                "score": each.score,
                "rank": each.rank,
            }
            for each in past.past_contenders()
        ],
        "seen": {"candidate": seen(candidate, datasets), "champion": seen(champion, datasets)},
    }


def seen(jury: JuryModel, datasets: Sequence[DataSet]) -> bool | None:
    """Whether a jury learned from held-out rows of these data sets; None where nobody knows.

    Runs never train on a held-out row. A row is held out by its company, and by its answers where it names none: the
    same startup may then lie on another side in another data set, so that only rows of the run's own are surely unseen.
    A jury trained elsewhere knows all rows of its own data sets, and the built-in one the statistics of the startups
    behind it.
    """
    if "held_out" in jury.metrics:
        own = set(jury.sources.values_list("dataset_id", flat=True))
        chosen = {each.pk for each in datasets}
        return False if chosen <= own or _every_row_named(chosen | own) else None
    learned = set(jury.sources.values_list("dataset__file_sha256", flat=True))
    if jury.synthetic and jury.trained_on.startswith(BUILT_IN):
        learned |= BEHIND_THE_COHORT
    return True if learned & {each.file_sha256 for each in datasets} else None


def _every_row_named(datasets: set[int]) -> bool:
    from scoring.core.dataset_file import restore

    contents = DataSet.objects.filter(pk__in=datasets).values_list("content", flat=True)
    return all(all(restore(bytes(content)).companies) for content in contents.iterator())


def newest(candidate: JuryModel, champion: JuryModel | None = None) -> Comparison | None:
    """The newest comparison of the candidate, with this champion or with any."""
    found = Comparison.objects.filter(candidate=candidate).select_related("champion", "run")
    if champion is not None:
        found = found.filter(champion=champion)
    return found.defer("champion__file").first()


def active_run(candidate: JuryModel, champion: JuryModel) -> Run | None:
    """The run that is comparing the two right now."""
    return _runs(candidate, champion).filter(state__in=RunState.active()).first()


def last_run(candidate: JuryModel, champion: JuryModel) -> Run | None:
    """The newest run that compares or compared the two, however it ended."""
    return _runs(candidate, champion).first()


def start(*, candidate: JuryModel, datasets: Sequence[DataSet], by: User | None, now: datetime) -> Run:
    """Begin to compare a jury with the champion; who asks twice gets the run that is under way.

    Raises
    ------
    Refused : ``no_champion``, ``old_format`` or ``other_questionnaire``, and see `start_comparison`.
    """
    champion = current_champion()
    if champion is None:
        raise Refused("no_champion", _("There is no champion to compare with yet."))
    if candidate.format != FORMAT:
        raise Refused(
            "old_format", _("An earlier version of the program wrote this jury; it scores nothing any more.")
        )
    if candidate.questionnaire != champion.questionnaire:
        raise Refused("other_questionnaire", _("The two juries ask different questions."))
    from scoring.runs import actions

    run, _joined = actions.start_comparison(
        candidate=candidate, champion=champion, datasets=datasets, by=by, now=now
    )
    return run


def _runs(candidate: JuryModel, champion: JuryModel) -> Any:
    return Run.objects.filter(kind=Kind.COMPARE, candidate=candidate, champion=champion)
