"""The gate in the reader's language. What is stored are codes and figures; here they become sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.comparing.words import NAMES, WORDS, listed, number, signed
from scoring.promotion.gate import Condition
from scoring.promotion.record import Fault
from scoring.uploads.words import finding_meaning

Params = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A condition for a page: what it asks, how it stands, and what to do where it has failed."""

    code: str
    passed: bool
    title: str
    sentence: str
    todo: str = ""


def told(condition: Condition | Mapping[str, Any]) -> Told:
    """A condition of the gate, or one that a step of the record kept, in words."""
    if isinstance(condition, Condition):
        condition = condition.as_dict()
    code, passed, params = condition["code"], condition["passed"], condition.get("params", {})
    sentence, todo = _said(code, passed, params)
    return Told(code, passed, title(code), sentence, "" if passed else todo)


def _said(code: str, passed: bool, params: Params) -> tuple[str, str]:
    """A sentence, and what to do. A step of the record may have been kept by an earlier version, with other figures."""
    if params.get("missing") == "readable":
        return _("Cannot be judged: its figures cannot be read."), _train_here()
    try:
        return SENTENCES[code](passed, params)
    except (KeyError, TypeError, ValueError):
        return _("It was judged by an earlier version, whose figures this one does not read."), _train_here()


def title(code: str) -> str:
    """What a condition asks."""
    return {
        "beats_points_rule": _("Beats the points rule"),
        "no_worse_than_champion": _("No worse than the champion"),
        "calibration": _("Calibrated"),
        "promises": _("Keeps its promises"),
        "leak_audit": _("No leak"),
        "card_complete": _("Card complete"),
    }.get(code, code)


def thing(code: str) -> str:
    """What a card or a gate may lack."""
    return {
        "trained_on": _("what it was trained on"),
        "label": _("what counted as success"),
        "label_meaning": _("what success means, in a sentence"),
        "datasets": _("a data set"),
        "licence": _("the licence"),
        "provenance": _("where the data come from"),
        "cross_validated": _("cross-validated figures"),
        "held_out": _("figures on the frozen hold-out"),
    }.get(code, code)


def fault_words(fault: Fault) -> str:
    """What is wrong with the record, as a sentence that goes on after "step 3:"."""
    return {
        "unreadable": _("it cannot be read"),
        "missing": _("it is missing"),
        "hash": _("its content or the step before it does not match its hash"),
        "other_jury": _("a jury that it names is not the one of that time"),
        "other_file": _("the file of a jury that it names has changed since"),
        "other_before": _("the champion before it is not the one that the record says"),
        "rolled_back_elsewhere": _("it rolls back to a jury that was not champion before"),
        "no_second": _("it overrules a failed condition without a second person"),
        "withdraws_nothing": _("it withdraws nothing"),
        "other_champion": _("the champion is not the one that the record says"),
        "unguarded": _("the database no longer guards %(table)s") % {"table": fault.about},
    }.get(fault.code, fault.code)


def figure(name: str) -> str:
    """The name of a figure."""
    return str(NAMES.get(name, name))


def verdict(word: str) -> str:
    """How two juries differ by a figure."""
    return str(WORDS.get(word, word))


def between(low: float | None, high: float | None, places: int = 3) -> str:
    """An interval, or nothing where there is none."""
    if low is None or high is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": number(low, places), "high": number(high, places)}


def _train_here() -> str:
    return _("Train it here, on data sets, in the model room: a training run measures this.")


def _beats_points_rule(passed: bool, params: Params) -> tuple[str, str]:
    if missing := params.get("missing"):
        return _("Cannot be judged: there are no %(what)s.") % {"what": thing(missing)}, _train_here()
    parts = [
        _("%(figure)s: %(difference)s (%(interval)s), %(word)s")
        % {
            "figure": figure(name),
            "difference": signed(params[name]["difference"]),
            "interval": between(params[name]["low"], params[name]["high"]),
            "word": verdict(params[name]["word"]),
        }
        for name in ("brier", "auc")
    ]
    sentence = _("Against the points rule, on rows it did not learn from: %(parts)s.") % {
        "parts": "; ".join(parts)
    }
    if below := params.get("below_on_hold_out"):
        names = listed([figure(name) for name in below])
        plainly = _("On the frozen hold-out it lies plainly below the points rule: %(names)s.")
        sentence += " " + plainly % {"names": names}
    todo = _(
        "It must be better by the Brier score and not worse by the AUC. More rows, or data with less noise, may help; "
        "otherwise anybody can count points by hand and do as well."
    )
    return sentence, todo


def _no_worse_than_champion(passed: bool, params: Params) -> tuple[str, str]:
    if params.get("vacant"):
        return _("There is no champion to compare with."), ""
    if params.get("itself"):
        return _("It is the champion."), ""
    champion = {"champion": params.get("champion", "")}
    if params.get("missing") == "comparison":
        return (
            _(
                "Cannot be judged: it was not compared with today's champion %(champion)s on the data sets that it "
                "learned from."
            )
            % champion,
            _(
                "Compare it with the champion on exactly these data sets; that takes a minute. Others do not count."
            ),
        )
    if params.get("missing") == "too_few_rows":
        return _too_few_rows(params)
    if params.get("missing") == "unseen_rows":
        return (
            _("Cannot be judged: it may have learned from the very rows on which it was compared."),
            _train_here(),
        )
    if params.get("missing"):
        return _("Cannot be judged: the comparison lacks figures."), _("Compare it with the champion again.")
    rows = {"rows": number_format(params.get("rows") or 0, 0), **champion}
    if params.get("stand_in"):
        return _beside_stand_in(passed, params, rows)
    if passed:
        return _("On %(rows)s rows, no figure is worse than %(champion)s beyond noise.") % rows, ""
    worse = listed([figure(name) for name in params["worse"]])
    return (
        _("On %(rows)s rows it is worse than %(champion)s: %(worse)s.") % {**rows, "worse": worse},
        _("Look at the comparison: what it gets wrong says what data are missing."),
    )


def _too_few_rows(params: Params) -> tuple[str, str]:
    told = {"rows": number_format(params["rows"], 0), "least": number_format(params["least"], 0)}
    return (
        _(
            "Cannot be judged: %(rows)s held-out startups, or of one outcome, are too few to tell worse from luck."
        )
        % told,
        _(
            "Train it on more startups: at least %(least)s of them must be held out, successes and failures among them."
        )
        % told,
    )


def _beside_stand_in(passed: bool, params: Params, rows: Params) -> tuple[str, str]:
    known = _("The champion %(champion)s knows the rows on which both were compared.") % rows
    if passed:
        beside = _(
            "Beside a jury made in the same way without these %(rows)s rows, no figure is worse beyond noise."
        )
        return f"{known} {beside % rows}", ""
    beside = _("Beside a jury made in the same way without these %(rows)s rows it is worse: %(worse)s.")
    worse = listed([figure(name) for name in params["worse"]])
    return (
        f"{known} {beside % {**rows, 'worse': worse}}",
        _("Look at the comparison: what it gets wrong says what data are missing."),
    )


def _calibration(passed: bool, params: Params) -> tuple[str, str]:
    if missing := params.get("missing"):
        return _("Cannot be judged: there are no %(what)s.") % {"what": thing(missing)}, _train_here()
    sentence = _(
        "Calibration error %(ece)s, where right shares would show %(chance)s by chance (up to %(margin)s more passes). "
        "Calibration slope %(slope)s (%(interval)s)."
    ) % {
        "ece": number(params["ece"]),
        "chance": number(params["by_chance"]),
        "margin": number(params["margin"], 2),
        "slope": "–" if params["slope"] is None else number(params["slope"], 2),
        "interval": between(params["low"], params["high"], 2) or "–",
    }
    todo = _(
        "Scores say more, or less, than the data bear out. Train on more rows, or look for a change over time."
    )
    return sentence, todo


def _promises(passed: bool, params: Params) -> tuple[str, str]:
    again = _("Train it again: a jury is proven before it is registered.")
    if params.get("missing"):
        return _("It was registered before juries were proven."), again
    if not params["current"]:
        return _("Its file was written by an earlier version of the program, which scores otherwise."), again
    if not params["own"] or not params["thorough"]:
        return _("The proof is not a thorough one of this very file."), again
    checks = ngettext("%(checks)s check", "%(checks)s checks", params["checks"]) % {
        "checks": params["checks"]
    }
    cases = number_format(params["cases"], 0, force_grouping=True)
    return _("Proven of this very file: %(checks)s, %(cases)s cases.") % {
        "checks": checks,
        "cases": cases,
    }, ""


def _leak_audit(passed: bool, params: Params) -> tuple[str, str]:
    if params.get("missing"):
        return _("Cannot be judged: it learned from no data set that was audited here."), _train_here()
    if passed:
        return _("The audit of its data has no serious finding."), ""
    sentences = []
    if params["open"]:
        names = ", ".join(_finding(each) for each in params["open"])
        sentences.append(_("Serious findings are open: %(names)s.") % {"names": names})
    sentences += [
        _("A serious finding, explained by %(by)s: %(name)s. “%(reason)s”")
        % {"by": each["by"], "name": _finding(each), "reason": each["reason"]}
        for each in params.get("overruled", [])
    ]
    return (
        " ".join(sentences),
        _(
            "Read the report of the data set; leave the column out and train again. If it is no leak, two data "
            "stewards together may overrule this condition."
        ),
    )


def _finding(named: Params) -> str:
    where = ": ".join(filter(None, [named["dataset"], named["column"]]))
    return f"{finding_meaning(named['code']).heading} ({where})"


def _card_complete(passed: bool, params: Params) -> tuple[str, str]:
    if passed:
        return _(
            "A reader of the card learns what it learned from, what success means, and how good it is."
        ), ""
    lacks = ", ".join(
        _("%(what)s of %(dataset)s") % {"what": thing(each["what"]), "dataset": each["dataset"]}
        if "dataset" in each
        else thing(each["what"])
        for each in params["lacks"]
    )
    return _("The card would lack: %(lacks)s.") % {"lacks": lacks}, _(
        "A data set keeps its licence and its source; import it again with both, and train in the model room."
    )


SENTENCES: dict[str, Callable[[bool, Params], tuple[str, str]]] = {
    "beats_points_rule": _beats_points_rule,
    "no_worse_than_champion": _no_worse_than_champion,
    "calibration": _calibration,
    "promises": _promises,
    "leak_audit": _leak_audit,
    "card_complete": _card_complete,
}
