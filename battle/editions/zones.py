"""From what a clock on the wall of the venue shows to a moment, and the two nights a year when that is not so easy."""

import zoneinfo
from datetime import UTC, datetime

from django.utils.translation import gettext as _


class LocalTimeProblem(ValueError):
    """A local time that names no moment, or two; says so in the reader's language."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def moment_of(local: datetime, zone: zoneinfo.ZoneInfo) -> datetime:
    """The moment at which clocks in `zone` show `local` (a naive datetime).

    Raises
    ------
    LocalTimeProblem : ``nonexistent_time`` or ``ambiguous_time``, when clocks jump over it or show it twice.
    """
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    shown = {"time": f"{local:%H:%M}", "zone": zone.key}
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
        message = _(
            "Clocks in %(zone)s go forward in that night: %(time)s does not exist. Choose another time."
        )
        raise LocalTimeProblem("nonexistent_time", message % shown)
    if first.utcoffset() != second.utcoffset():
        message = _("Clocks in %(zone)s go back in that night: %(time)s comes twice. Choose another time.")
        raise LocalTimeProblem("ambiguous_time", message % shown)
    return first
