"""What has to be said beside a score about the jury that gave it."""

from functools import lru_cache

from scoring import service


def learned_from_invented(version: str) -> bool:
    """True where the jury of this version was trained on invented startups; a jury that is gone is not spoken of."""
    try:
        return _is_synthetic(version)
    except service.NoJuryModel:
        return False


@lru_cache(maxsize=64)
def _is_synthetic(version: str) -> bool:
    """What a version was trained on never changes, so each process asks once; that there is none is not kept."""
    return service.model_ref(version).synthetic
