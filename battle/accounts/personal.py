"""What the rooms keep about a person: each room's `personal.py` registers how to hand it out and how to erase it.

A room registers from a module named `personal`, which is found by itself when the site starts:

    from battle.accounts import personal

    personal.register("applications", export_applications, erase_applications)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from battle.accounts.models import User


@dataclass(frozen=True, slots=True)
class Keeper:
    """One room's part: `export` returns what JSON can hold, `erase` runs before the person's row is removed."""

    name: str
    export: Callable[[User], object]
    erase: Callable[[User, datetime], None]


KEEPERS: dict[str, Keeper] = {}


def register(name: str, export: Callable[[User], object], erase: Callable[[User, datetime], None]) -> None:
    """Register what a room keeps about people, under the name it has in the exported file.

    `erase` runs inside the transaction that removes the person; whatever it raises stops the removal.
    """
    KEEPERS[name] = Keeper(name, export, erase)


def export_all(user: User) -> dict[str, object]:
    """What every room keeps about that person, by the room's name."""
    return {name: KEEPERS[name].export(user) for name in sorted(KEEPERS)}


def erase_all(user: User, at: datetime) -> None:
    """Let every room erase what it keeps about that person.

    The rooms above come first: they look up what hangs on rows that the rooms below are about to erase.
    """
    for keeper in reversed(KEEPERS.values()):
        keeper.erase(user, at)
