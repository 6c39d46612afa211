"""Why a contender is not among the rows, in the reader's language."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.outcomes.selecting import Row, Why


def why_words(row: Row) -> str:
    """The reason, with the day from which it holds no more where there is one."""
    day = date_format(row.ready_on, "DATE_FORMAT")
    match row.why:
        case Why.TAKEN:
            return _("Taken")
        case Why.NO_OUTCOME:
            return _("Nobody has recorded this")
        case Why.OTHER_MEANING:
            return _("Recorded under another sentence")
        case Why.NO_ANSWERS:
            return _("No answer was given on stage")
        case Why.TOO_YOUNG:
            return _("Too young: the answers are old enough on %(day)s") % {"day": day}
        case Why.ASKED_TOO_EARLY:
            days = row.known_after or 0
            sentence = ngettext(
                "Looked at too early: %(days)d day after the show. Look again from %(day)s and record it anew",
                "Looked at too early: %(days)d days after the show. Look again from %(day)s and record it anew",
                days,
            )
            return sentence % {"days": days, "day": day}
        case Why.LATER_SHOW:
            return _("The same company was in a later show, whose answers are taken")
