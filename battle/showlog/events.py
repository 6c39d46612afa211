"""What can happen in a show: one typed payload per kind of event, with nothing extra allowed.

A payload is written as canonical JSON (sorted keys, no spaces), because those bytes are what the chain of hashes
covers. Adding a kind: add its class here, teach `stage.state` what it changes and decide in `leaderboard.projection`
who sees it.
"""

import json
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

ContenderKey: TypeAlias = str
QuestionKey: TypeAlias = str


class Payload(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class ContenderIntro(Payload):
    key: ContenderKey
    company: str
    one_liner: str


class Opened(Payload):
    """The show begins: everything that a reader of the log alone needs to follow it."""

    kind: Literal["opened"] = "opened"
    edition: str
    title: str
    mode: Literal["open", "sealed"]
    questionnaire: str
    model: str
    model_sha256: str
    contenders: list[ContenderIntro] = Field(min_length=1)


class Called(Payload):
    kind: Literal["called"] = "called"
    contender: ContenderKey


class Asked(Payload):
    kind: Literal["asked"] = "asked"
    contender: ContenderKey
    question: QuestionKey


class Answered(Payload):
    """`value` is a number in natural units or a choice's level number (see scoring.service.clean_answer)."""

    kind: Literal["answered"] = "answered"
    contender: ContenderKey
    question: QuestionKey
    value: float


class Corrected(Payload):
    """Replaces an earlier answer; `value` None takes it back. The earlier entry stays in the log."""

    kind: Literal["corrected"] = "corrected"
    contender: ContenderKey
    question: QuestionKey
    value: float | None


class Skipped(Payload):
    kind: Literal["skipped"] = "skipped"
    contender: ContenderKey
    question: QuestionKey


class Sections(Payload):
    """Contribution of each section in points; they add up to score - base."""

    team: float
    traction: float
    ip: float
    investors: float


class Scored(Payload):
    """`basis` is the number of the newest answer entry that this score knows."""

    kind: Literal["scored"] = "scored"
    contender: ContenderKey
    basis: int
    score: float = Field(ge=0, le=100)
    low: float = Field(ge=0, le=100)
    high: float = Field(ge=0, le=100)
    base: float = Field(ge=0, le=100)
    sections: Sections
    points_rule: float
    answered: int = Field(ge=0)
    model: str
    questionnaire: str


class Advised(Payload):
    """Which question the jury would ask this contender next, and why; for the host alone.

    `basis` is the number of the newest entry that this advice knows of: the call, or what became of a question since.
    `fall` (points squared) is what the answer is expected to take off the variance of the score, a `share` of it.
    """

    kind: Literal["advised"] = "advised"
    contender: ContenderKey
    basis: int
    question: QuestionKey
    section: Literal["team", "traction", "ip", "investors"]
    fall: float = Field(ge=0)
    share: float = Field(ge=0, le=1)
    reason: Literal["untouched", "tells_most", "least_known", "behind", "settled"]
    model: str


class Comparison(Payload):
    """How sure it is that `upper` truly outranks `lower`, by the scores of these bases."""

    upper: ContenderKey
    upper_basis: int
    lower: ContenderKey
    lower_basis: int
    probability: float = Field(ge=0, le=1)
    close: bool


class Compared(Payload):
    """Neighbours of the ranking that have not been compared since either got its score."""

    kind: Literal["compared"] = "compared"
    pairs: list[Comparison] = Field(min_length=1)
    model: str


class Frozen(Payload):
    """The questioning has ended: no more answers; scores under way may still arrive."""

    kind: Literal["frozen"] = "frozen"


class Place(Payload):
    contender: ContenderKey
    rank: int = Field(ge=1)
    score: float = Field(ge=0, le=100)


class Revealed(Payload):
    kind: Literal["revealed"] = "revealed"
    ranking: list[Place] = Field(min_length=1)


Event: TypeAlias = (
    Opened | Called | Asked | Answered | Corrected | Skipped | Scored | Advised | Compared | Frozen | Revealed
)

EVENTS: dict[str, type[Event]] = {
    "opened": Opened,
    "called": Called,
    "asked": Asked,
    "answered": Answered,
    "corrected": Corrected,
    "skipped": Skipped,
    "scored": Scored,
    "advised": Advised,
    "compared": Compared,
    "frozen": Frozen,
    "revealed": Revealed,
}


def encode(event: Event) -> str:
    """The event as canonical JSON, without its kind (which is a column of its own)."""
    body = event.model_dump(exclude={"kind"})
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def decode(kind: str, payload: str) -> Event:
    """The event behind a stored entry.

    Raises
    ------
    KeyError : the kind is not known.
    pydantic.ValidationError : the payload does not fit its kind.
    """
    return EVENTS[kind].model_validate_json(payload)
