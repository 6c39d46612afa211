"""What is said of a comparison, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from babel.lists import format_list
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, to_locale
from django.utils.translation import gettext as _

MINUS = "\N{MINUS SIGN}"
NAMES: Mapping[str, Promise] = {
    "auc": gettext_lazy("Right order of two (AUC)"),
    "average_precision": gettext_lazy("Average precision"),
    "brier": gettext_lazy("Error (Brier)"),
    "log_loss": gettext_lazy("Log loss"),
    "ece": gettext_lazy("Calibration error"),
    "calibration_slope": gettext_lazy("Calibration slope"),
    "calibration_intercept": gettext_lazy("Calibration intercept"),
    "precision_at_10": gettext_lazy("Successes in the top tenth"),
}
IN_A_SENTENCE: Mapping[str, Promise] = {
    "auc": gettext_lazy("order (AUC)"),
    "brier": gettext_lazy("error (Brier)"),
    "log_loss": gettext_lazy("log loss"),
}
"""The figures that a promotion looks at; the sentence on top speaks of them alone."""
HINTS: Mapping[str, Promise] = {
    "auc": gettext_lazy("How often a success is placed above a failure; a coin gets 0.5. Higher is better."),
    "average_precision": gettext_lazy("Successes among those placed at the top, averaged. Higher is better."),
    "brier": gettext_lazy("Squared distance between score and outcome. Lower is better."),
    "log_loss": gettext_lazy("Punishes confident mistakes. Lower is better."),
    "ece": gettext_lazy("How far scores are from the share of successes. Lower is better."),
    "calibration_slope": gettext_lazy("Best at 1; above it scores are too timid, below it too bold."),
    "calibration_intercept": gettext_lazy("Best at 0; above it scores are too low, below it too high."),
    "precision_at_10": gettext_lazy("Share of successes among the best-placed tenth. Higher is better."),
}
WORDS: Mapping[str, Promise] = {
    "better": gettext_lazy("better"),
    "worse": gettext_lazy("worse"),
    "not distinguishable": gettext_lazy("not distinguishable"),
}
SYMBOLS = {"better": "▲", "worse": "▼", "not distinguishable": "≈"}
BADGES = {"better": "badge--good", "worse": "badge--bad", "not distinguishable": ""}
ENOUGH_ROWS, ENOUGH_OF_A_KIND = 100, 20
Result = Mapping[str, Any]


def number(value: float, digits: int = 3) -> str:
    """A figure as the reader's language writes it, rounded (Django's own `number_format` cuts off)."""
    rounded = Decimal(f"{value:.{digits}f}")
    told = number_format(abs(rounded), digits, use_l10n=True, force_grouping=True)
    return MINUS + told if rounded < 0 else told


def signed(value: float, digits: int = 3) -> str:
    """A difference with its sign; none where it is zero as written."""
    told = number(value, digits)
    return "+" + told if Decimal(f"{value:.{digits}f}") > 0 else told


def listed(parts: Sequence[str]) -> str:
    """ "a, b and c"."""
    return str(format_list(list(parts), locale=to_locale(get_language() or "en")))


def verdict(result: Result) -> str:
    """The comparison in one or two sentences: against the champion, then against the points rule."""
    return f"{_against_champion(result)} {_against_points(result)}"


def _against_champion(result: Result) -> str:
    better, worse = (_named(result, "difference", word) for word in ("better", "worse"))
    told = {
        "startups": _startups(result),
        "better": listed(better),
        "worse": listed(worse),
        "figures": _looked_at(),
    }
    if better and worse:
        return (
            _(
                "On %(startups)s the candidate is better than the champion in %(better)s and worse in %(worse)s."
            )
            % told
        )
    if better:
        return (
            _(
                "On %(startups)s the candidate is better than the champion in %(better)s, and worse in none of "
                "%(figures)s."
            )
            % told
        )
    if worse:
        return _("On %(startups)s the candidate is worse than the champion in %(worse)s.") % told
    return (
        _(
            "On %(startups)s the candidate cannot be told from the champion in any of %(figures)s: the differences may "
            "be luck."
        )
        % told
    )


def _against_points(result: Result) -> str:
    better, worse = (_named(result, "against_points", word) for word in ("better", "worse"))
    if worse:
        return _("It is worse than the points rule in %(figures)s.") % {"figures": listed(worse)}
    if better:
        return _("It beats the points rule in %(figures)s.") % {"figures": listed(better)}
    return _("It cannot be told from the points rule in any of %(figures)s.") % {"figures": _looked_at()}


def _looked_at() -> str:
    """The figures that the sentence on top speaks of; the table has more."""
    return listed([str(name) for name in IN_A_SENTENCE.values()])


def _startups(result: Result) -> str:
    count = {"count": number(result["rows"], 0)}
    if result["seen"] == {"candidate": False, "champion": False}:
        return (
            ngettext(
                "%(count)s startup that neither learned from,",
                "%(count)s startups that neither learned from,",
                result["rows"],
            )
            % count
        )
    return ngettext("%(count)s held-out startup", "%(count)s held-out startups", result["rows"]) % count


def _named(result: Result, against: str, word: str) -> list[str]:
    return [
        str(IN_A_SENTENCE[each["name"]])
        for each in result["figures"]
        if each["name"] in IN_A_SENTENCE and each[against]["word"] == word
    ]


def warnings(result: Result) -> list[str]:
    """What must be known before anything is concluded."""
    told = [_SEEN[judge, known] for judge, known in result["seen"].items() if known is not False]
    if result.get("stand_in"):
        told.append(_beside_stand_in(result["stand_in"]))
    successes, rows = result["successes"], result["rows"]
    if successes in (0, rows):
        told.append(
            gettext_lazy(
                "All these startups had the same outcome, so nothing can be said about how a jury orders them."
            )
        )
    elif rows < ENOUGH_ROWS or min(successes, rows - successes) < ENOUGH_OF_A_KIND:
        sentence = _(
            "These are only %(successes)s successes and %(failures)s failures: intervals are wide, and only large "
            "differences can be told from luck."
        )
        told.append(sentence % {"successes": number(successes, 0), "failures": number(rows - successes, 0)})
    return [str(each) for each in told]


def _beside_stand_in(beside: Result) -> str:
    """What is left of a difference once the champion's place is taken by a jury that does not know the rows."""
    better, worse = (_named(beside, "difference", word) for word in ("better", "worse"))
    made = _("Beside a jury that was made as the champion was, but without these startups, the candidate is")
    if not better and not worse:
        return _("%(made)s not distinguishable in any of %(figures)s. That is what the gate asks.") % {
            "made": made,
            "figures": _looked_at(),
        }
    told = [_("better in %(figures)s") % {"figures": listed(better)}] if better else []
    told += [_("worse in %(figures)s") % {"figures": listed(worse)}] if worse else []
    return _("%(made)s %(told)s. That is what the gate asks.") % {"made": made, "told": ", ".join(told)}


_SEEN: Mapping[tuple[str, bool | None], Promise | str] = {
    ("champion", True): gettext_lazy(
        "The champion knows these startups already, or learned from statistics of them. That flatters its figures: a "
        "candidate that looks worse here may be no worse on new startups."
    ),
    ("candidate", True): gettext_lazy(
        "The candidate learned from these very startups. That flatters its figures: nothing here speaks for it."
    ),
    ("champion", None): gettext_lazy(
        "Whether the champion has seen some of these startups is not known: it was not trained by a run of this room, "
        "or not every startup in the data sets has a name by which it could be found again."
    ),
    ("candidate", None): gettext_lazy(
        "Whether the candidate has seen some of these startups is not known: it was not trained by a run of this room, "
        "or not every startup in the data sets has a name by which it could be found again."
    ),
}
