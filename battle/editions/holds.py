"""What keeps an edition public: rooms above say why one must not become a draft again.

This room knows nothing of applications or shows; whoever builds on an edition registers what would be lost.
"""

from collections.abc import Callable

from battle.editions.models import Edition

_HOLDS: dict[str, Callable[[Edition], str]] = {}


def register(name: str, reason: Callable[[Edition], str]) -> None:
    """Ask `reason` before an edition is unpublished; a sentence in the reader's language refuses, "" allows."""
    _HOLDS[name] = reason


def reasons(edition: Edition) -> list[tuple[str, str]]:
    """Why an edition must stay public: the name of each hold and its sentence."""
    told = [(name, reason(edition)) for name, reason in _HOLDS.items()]
    return [(name, sentence) for name, sentence in told if sentence]
