"""Runs in words, in the reader's language: what their log lines and failures say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.enums import RunState, Stage

Params = dict[str, Any]


def line_words(code: str, params: Params) -> str:
    """One line of a run's log as a sentence. A code that this version does not know is told as it is."""
    say = _LINES.get(code)
    return say(params) if say else code


def failure_words(failure: str, detail: str) -> str:
    """Why a run failed, as a sentence; `detail` is English and stands only where there is no better one."""
    known = {
        "no_trainer": _("No trainer was running for five minutes. Start one, then try again."),
        "not_taken": _(
            "Trainers are running, but in five minutes none of them took a part. See whether they use the same queue "
            "as the site, then try again."
        ),
        "trainer_lost": _("A part was begun three times and no trainer finished it."),
        "child_died": _(
            "The process of a part was ended three times from outside, as a machine without memory does."
        ),
        "out_of_memory": _("A part ran out of memory three times."),
        "part_failed": _("A part failed three times for a reason that nobody has foreseen."),
        "too_little_data": _("There are too few startups to learn from."),
        "nothing_to_learn": _("The answers do not tell successes from failures."),
        "broken_promise": _("The jury that came out breaks a promise, so it was not registered."),
        "other_questionnaire": _("What it was to read answers different versions of the questionnaire."),
        "bad_order": _("Something that the run needs is not there any more."),
    }
    return known.get(failure) or detail or failure


def shown_state(state: dict[str, Any]) -> dict[str, Any]:
    """What `queries.run_state` says, with the words that a page shows beside it."""
    names = _names(line["params"].get("by") for line in state["lines"])
    return {
        **state,
        "state_words": str(RunState(state["state"]).label),
        "stages": [{**each, "words": str(Stage(each["key"]).label)} for each in state["stages"]],
        "lines": [
            {"at": line["at"], "code": line["code"], "words": line_words(line["code"], _named(line, names))}
            for line in state["lines"]
        ],
        "failure_words": failure_words(state["failure"], state["detail"]) if state["failure"] else "",
        "waiting": state["state"] in RunState.active() and not state["trainers"],
    }


def _names(people: Iterable[int | None]) -> dict[int, str]:
    """How the people of a log are called, of those that are still there."""
    found = get_user_model().objects.filter(pk__in={pk for pk in people if pk})
    return {person.pk: str(person) for person in found}


def _named(line: dict[str, Any], names: dict[int, str]) -> Params:
    by = line["params"].get("by")
    return {**line["params"], "by": names.get(by, _("Somebody who is gone")) if by else ""}


def _asked(params: Params) -> str:
    names = ", ".join(params.get("datasets", []))
    told = {"by": params.get("by") or _("a command"), "names": names, "seed": params.get("seed", "")}
    return _("%(by)s asked for it: data sets %(names)s, seed %(seed)s.") % told


def _joined(params: Params) -> str:
    return _("%(by)s asked for the same and joined.") % {"by": params.get("by") or _("A command")}


def _cancelled(params: Params) -> str:
    return _("%(by)s cancelled it.") % {"by": params.get("by") or _("A command")}


def _stage_began(params: Params) -> str:
    parts = int(params.get("parts", 0))
    told = {"stage": _stage(params), "parts": parts}
    return ngettext("%(stage)s: %(parts)s part.", "%(stage)s: %(parts)s parts.", parts) % told


def _stage_done(params: Params) -> str:
    said = _("%(stage)s: done.") % {"stage": _stage(params)}
    if "held_out" in params and "rows" in params:
        rows = {"rows": _number(params["rows"]), "held_out": _number(params["held_out"])}
        said += " " + _("%(rows)s startups to learn from, %(held_out)s set aside for good.") % rows
    return said


def _part_again(params: Params) -> str:
    told = {"part": params.get("part", ""), "attempt": params.get("attempt", "")}
    if params.get("why") == "trainer_lost":
        return _("Part %(part)s: its trainer was lost; another takes it (attempt %(attempt)s failed).") % told
    return _("Part %(part)s ended without a result and is tried again (attempt %(attempt)s failed).") % told


def _failed(params: Params) -> str:
    return failure_words(str(params.get("failure", "")), "")


def _stage(params: Params) -> str:
    return str(Stage(params["stage"]).label)


def _number(value: Any) -> str:
    return number_format(value, use_l10n=True, force_grouping=True)


_LINES: dict[str, Callable[[Params], str]] = {
    "asked": _asked,
    "joined": _joined,
    "cancelled": _cancelled,
    "started": lambda params: _("A trainer has taken the first part."),
    "stage_began": _stage_began,
    "stage_done": _stage_done,
    "part_again": _part_again,
    "no_broker": lambda params: _("The queue cannot be reached; the work is handed out as soon as it can."),
    "registered": lambda params: _("Registered as %(version)s.") % {"version": params.get("version", "")},
    "compared": lambda params: _("The comparison is kept."),
    "failed": _failed,
}
