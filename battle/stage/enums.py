from enum import StrEnum


class Phase(StrEnum):
    """Where a show stands. `questioning` from the first call on; `frozen` once the questioning has ended."""

    WAITING = "waiting"
    QUESTIONING = "questioning"
    FROZEN = "frozen"
    REVEALED = "revealed"
