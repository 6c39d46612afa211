"""What a run is to do, and what its parts read, from the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scoring import registry
from scoring.enums import Kind, PartState, Stage
from scoring.models import DataSet, JuryModel, Run, RunPart
from scoring.runs.work import Material

if TYPE_CHECKING:
    from scoring.core.parts import Order

STAGES: dict[str, tuple[str, ...]] = {
    Kind.TRAIN: (Stage.PREPARE, Stage.FIT, Stage.CALIBRATE, Stage.JUDGE, Stage.REGISTER),
    Kind.COMPARE: (Stage.COMPARE, Stage.REGISTER),
}
"""Of each kind of run, in their order. The last is done in the database, without a child process."""
LONGEST_MEANING = 300


class BadOrder(Exception):
    """A run cannot be told what to do: something that it needs is not there any more."""


def build_order(run: Run) -> Order:
    """What the run is to do.

    Raises
    ------
    BadOrder : a data set or a jury of it is gone.
    """
    from scoring.core.parts import Order

    sources = sources_of(run)
    if not sources:
        raise BadOrder("no data set of the run is left")
    return Order(
        kind=run.kind,
        seed=run.seed,
        label=run.label,
        label_meaning=meaning_of(sources),
        sources=tuple(source.name for source in sources),
        details=_details(run, sources),
    )


def material_of(run: Run, part: str) -> Material:
    """What one part of the run reads.

    Raises
    ------
    BadOrder : something of it is gone.
    """
    from scoring.core.parts import needs

    order, facts = build_order(run), facts_of(run)
    inputs = {name: _input(run, name) for name in needs(order, part, facts)}
    return Material(order, part, inputs, facts)


def facts_of(run: Run) -> dict[str, dict[str, Any]]:
    """Facts of the parts done so far, by name."""
    return dict(run.parts.filter(state=PartState.DONE).values_list("name", "facts"))


def sources_of(run: Run) -> list[DataSet]:
    """The data sets of a run, oldest first, without their content."""
    return list(DataSet.objects.defer("content").filter(run_sources__run=run).order_by("created_at", "pk"))


def meaning_of(sources: Sequence[DataSet]) -> str:
    """What counted as success in these data sets."""
    meanings = dict.fromkeys(source.label_meaning for source in sources)
    return " / ".join(meanings)[:LONGEST_MEANING]


def _input(run: Run, name: str) -> bytes:
    """One input by the name that a part calls it."""
    kind, _colon, which = name.partition(":")
    if kind == "dataset":
        found = DataSet.objects.filter(name=which, run_sources__run=run).values_list("content", flat=True)
        return bytes(_present(found.first(), f"the data set {which} is gone"))
    if kind == "model":
        jury: JuryModel | None = getattr(run, which)
        return registry.read_file(_present(jury, f"the {which} is gone").sha256)
    done = RunPart.objects.filter(run=run, name=name, state=PartState.DONE).values_list("result", flat=True)
    return bytes(_present(done.first(), f"the part {name} has no result"))


def _present(value: Any, otherwise: str) -> Any:
    if value is None:
        raise BadOrder(otherwise)
    return value


def _details(run: Run, sources: Sequence[DataSet]) -> dict[str, Any]:
    if run.kind == Kind.TRAIN:
        return {"trained_on": None}
    from scoring import comparing

    candidate = _present(run.candidate, "the candidate is gone")
    champion = _present(run.champion, "the champion is gone")
    return comparing.order_details(candidate=candidate, champion=champion, datasets=sources)
