"""What a show's log says: the state that actions check against and that boards are projected from.

`apply` is the only place that knows what an event changes. It is total on every log that `stage.actions` can write,
and deterministic: applying a log in any split gives the state of applying it at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from battle.showlog.events import (
    Advised,
    Answered,
    Asked,
    Called,
    Compared,
    Comparison,
    Corrected,
    Event,
    Frozen,
    Opened,
    Place,
    Revealed,
    Scored,
    Skipped,
)
from battle.showlog.log import Logged
from battle.stage.enums import Phase


@dataclass(slots=True)
class ContenderState:
    """One finalist on stage.

    `answer_seq` is the number of the newest answer entry, 0 before the first; `heard_seq` that of the newest entry that
    bears on what to ask next: a call, an answer, a question skipped.
    """

    key: str
    company: str
    one_liner: str
    answers: dict[str, float] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)
    answer_seq: int = 0
    answered_at: datetime | None = None
    heard_seq: int = 0
    score: Scored | None = None
    advice: Advised | None = None
    called: bool = False

    @property
    def pending(self) -> bool:
        """True while the newest answer is younger than the newest score."""
        return self.answer_seq > (self.score.basis if self.score else 0)


@dataclass(slots=True)
class ShowState:
    """The whole show after the entries applied so far; `contenders` keeps the running order.

    `comparisons` holds the newest of each pair of neighbours, (upper, lower), fitting or not: see `stage.comparing`.
    """

    seq: int = 0
    edition: str = ""
    title: str = ""
    mode: str = "sealed"
    questionnaire: str = ""
    model: str = ""
    model_sha256: str = ""
    phase: Phase = Phase.WAITING
    on_stage: str | None = None
    question: str | None = None
    contenders: dict[str, ContenderState] = field(default_factory=dict)
    ranking: list[Place] = field(default_factory=list)
    comparisons: dict[tuple[str, str], Comparison] = field(default_factory=dict)
    scored_at: datetime | None = None
    opened_at: datetime | None = None
    revealed_at: datetime | None = None

    @property
    def pending(self) -> list[ContenderState]:
        """The contenders whose newest answer has no score yet."""
        return [contender for contender in self.contenders.values() if contender.pending]


def fold(entries: Iterable[Logged], state: ShowState | None = None) -> ShowState:
    """Apply entries in their order to a state (a fresh one if none is given) and return it."""
    state = state if state is not None else ShowState()
    for entry in entries:
        apply(state, entry)
    return state


def ranking(state: ShowState) -> list[Place]:
    """Places by score, equal scores by running order; a contender without a score has none."""
    scored = [contender for contender in state.contenders.values() if contender.score]
    scored.sort(key=lambda contender: -contender.score.score if contender.score else 0)
    return [
        Place(contender=contender.key, rank=rank, score=contender.score.score)
        for rank, contender in enumerate(scored, start=1)
        if contender.score
    ]


def apply(state: ShowState, entry: Logged) -> None:
    """Change `state` by one entry.

    Raises
    ------
    ValueError : the entry does not follow the last one applied.
    """
    if entry.seq != state.seq + 1:
        raise ValueError(f"entry {entry.seq} does not follow entry {state.seq}")
    state.seq = entry.seq
    event: Event = entry.event
    match event:
        case Opened():
            _open(state, event, entry.at)
        case Called(contender=key):
            state.phase, state.on_stage, state.question = Phase.QUESTIONING, key, None
            state.contenders[key].called = True
            state.contenders[key].heard_seq = entry.seq
        case Asked(question=question):
            state.question = question
        case Answered() | Corrected():
            _take_answer(state, event, entry)
        case Skipped(contender=key, question=question):
            state.contenders[key].skipped.add(question)
            state.contenders[key].heard_seq = entry.seq
            _leave_question(state, key, question)
        case Scored(contender=key):
            contender = state.contenders[key]
            if event.basis >= (contender.score.basis if contender.score else 0):
                contender.score, state.scored_at = event, entry.at
        case Advised(contender=key):
            state.contenders[key].advice = event
        case Compared(pairs=pairs):
            _compare(state, pairs)
        case Frozen():
            state.phase, state.on_stage, state.question = Phase.FROZEN, None, None
        case Revealed(ranking=ranking):
            state.phase, state.ranking, state.revealed_at = Phase.REVEALED, list(ranking), entry.at


def _open(state: ShowState, event: Opened, at: datetime) -> None:
    state.edition, state.title, state.mode = event.edition, event.title, event.mode
    state.questionnaire, state.model, state.model_sha256 = (
        event.questionnaire,
        event.model,
        event.model_sha256,
    )
    state.contenders = {c.key: ContenderState(c.key, c.company, c.one_liner) for c in event.contenders}
    state.opened_at = at


def _compare(state: ShowState, pairs: Iterable[Comparison]) -> None:
    for pair in pairs:
        if not {pair.upper, pair.lower} <= state.contenders.keys():
            raise KeyError(f"{pair.upper} or {pair.lower} is not in this show")
        state.comparisons[pair.upper, pair.lower] = pair


def _take_answer(state: ShowState, event: Answered | Corrected, entry: Logged) -> None:
    contender = state.contenders[event.contender]
    if event.value is None:
        contender.answers.pop(event.question, None)
    else:
        contender.answers[event.question] = event.value
        contender.skipped.discard(event.question)
    contender.answer_seq, contender.answered_at = entry.seq, entry.at
    contender.heard_seq = entry.seq
    _leave_question(state, event.contender, event.question)


def _leave_question(state: ShowState, contender: str, question: str) -> None:
    if state.on_stage == contender and state.question == question:
        state.question = None
