"""Checking what the jury said in a show that was played: the same model is asked again what it was asked then."""

from battle.showlog.events import Advised, Compared, Comparison, Scored
from battle.stage.said import advised_event, compared_pair, differing_field, scored_event
from battle.stage.state import ShowState
from scoring import service

UNJUDGED = (service.AnswerProblem, KeyError, ValueError)


class Known:
    """What was known of each contender when something was heard of it, by the number of that entry."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, int], dict[str, float]] = {}
        self._skipped: dict[tuple[str, int], frozenset[str]] = {}
        self._answered: set[tuple[str, int]] = set()

    def follow(self, state: ShowState) -> None:
        """Remember what the entry that was applied last brought."""
        for contender in state.contenders.values():
            if contender.heard_seq == state.seq:
                self._answers[contender.key, state.seq] = dict(contender.answers)
                self._skipped[contender.key, state.seq] = frozenset(contender.skipped)
            if contender.answer_seq == state.seq:
                self._answered.add((contender.key, state.seq))

    def misjudged(self, event: Scored | Advised | Compared, model: service.ModelRef) -> str:
        """In what the model says otherwise than this entry; empty where it says the same."""
        match event:
            case Scored():
                return self._misscored(event, model)
            case Advised():
                return self._misadvised(event, model)
            case Compared(pairs=pairs):
                faults = [
                    f"{pair.upper}, {pair.lower}: {said}"
                    for pair in pairs
                    if (said := self._miscompared(pair, model))
                ]
                return faults[0] if faults else ""

    def _misscored(self, scored: Scored, model: service.ModelRef) -> str:
        basis = scored.contender, scored.basis
        if basis not in self._answered:
            return f"its basis {scored.basis} is no answer of this contender"
        try:
            again = scored_event(*basis, service.score(self._answers[basis], model=model))
        except UNJUDGED:
            return "the answers at its basis cannot be scored"
        field = differing_field(scored, again)
        return f"the model gives another {field}" if field else ""

    def _misadvised(self, advised: Advised, model: service.ModelRef) -> str:
        basis = advised.contender, advised.basis
        if basis not in self._answers:
            return f"its basis {advised.basis} says nothing of this contender"
        try:
            found = service.next_question(self._answers[basis], model=model, closed=self._skipped[basis])
        except UNJUDGED:
            return "the answers at its basis cannot be judged"
        if found is None:
            return "the model has nothing to advise"
        field = differing_field(advised, advised_event(*basis, found))
        return f"the model advises another {field}" if field else ""

    def _miscompared(self, pair: Comparison, model: service.ModelRef) -> str:
        upper, lower = (pair.upper, pair.upper_basis), (pair.lower, pair.lower_basis)
        if not {upper, lower} <= self._answered:
            return "a basis is no answer of its contender"
        try:
            call = service.close_call(self._answers[upper], self._answers[lower], model=model)
        except UNJUDGED:
            return "the answers at a basis cannot be judged"
        field = differing_field(pair, compared_pair(upper, lower, call))
        return f"the model gives another {field}" if field else ""
