"""Pictures of editions, kept once whoever shows them."""

import hashlib
from datetime import datetime, timedelta

from battle.editions.models import Picture

UNUSED_FOR = timedelta(days=1)


def keep_picture(png: bytes, *, width: int, height: int) -> Picture:
    """Keep a picture drawn by `battle.pictures`; the same bytes are kept once."""
    digest = hashlib.sha256(png).hexdigest()
    picture, _created = Picture.objects.get_or_create(
        digest=digest, defaults={"png": png, "width": width, "height": height}
    )
    return picture


def sweep_pictures(now: datetime) -> int:
    """Delete what nobody shows: logos exchanged, and those of forms that were never sent whole."""
    unused = Picture.objects.filter(sponsors=None, created_at__lt=now - UNUSED_FOR)
    return unused.delete()[0]
