"""What is copied when an edition is cloned: rooms above add what they keep for one, such as criteria."""

from collections.abc import Callable

from battle.editions.models import Edition

_COPIES: list[Callable[[Edition, Edition], None]] = []


def register(copy: Callable[[Edition, Edition], None]) -> Callable[[Edition, Edition], None]:
    """Call `copy(source, target)` in the transaction of every clone. Registering twice counts once."""
    if copy not in _COPIES:
        _COPIES.append(copy)
    return copy


def copy_from_rooms_above(source: Edition, target: Edition) -> None:
    for copy in _COPIES:
        copy(source, target)
