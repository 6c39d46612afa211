"""What several tests of this room need."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from battle.applications.models import Application
from battle.selection.models import Opinion

MODEL = "jury-that-nobody-names"


def write_opinions(applications: Sequence[Application], step: float) -> None:
    """Opinions of a jury that never was, by which another `step` gives another order, band and section."""
    Opinion.objects.filter(application__in=applications).delete()
    Opinion.objects.bulk_create(
        Opinion(
            application=application,
            edition_id=application.edition_id,
            model=MODEL,
            score=(50 + step * (place + 1)) % 97,
            low=(50 + step * (place + 1)) % 97 - step,
            high=(50 + step * (place + 1)) % 97 + step,
            base=50.0,
            sections={"team": step, "traction": -step, "ip": 0.0, "investors": 0.0},
            answered=3,
            scored_at=timezone.now() + timedelta(days=1),
        )
        for place, application in enumerate(applications)
    )
