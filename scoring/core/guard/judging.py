"""The rules: what a client asked before, and a new sheet, to a finding or none."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scoring.core.features import Sheets
from scoring.core.guard.coherence import coherence
from scoring.core.guard.links import FARTHEST, compared, family_of, kind_of, linked_to, links, varied_before
from scoring.core.guard.reference import Reference

MOST_REPEATS = 40
"""Times that one sheet may be asked in a day: retries, and an hourly check that the service lives."""
MOST_VARIATIONS = 24
"""Variations of one sheet: a person tries what-ifs up to ten times, and may come back to it in another week."""
LARGEST_FAMILY = 36
"""Sheets that links hold together: the same, with a variation of a variation."""
RECENT = 500
"""Distinct sheets, the newest, among which families are looked for."""
OWN_VARIATIONS = 2
"""Variations that every startup may have (corrections) before they are counted as excess."""
MOST_EXCESS_A_DAY = 50
MOST_EXCESS = 250
"""Among the `RECENT`: what-ifs on one startup after another, for weeks."""
WINDOWS = (100, 400)
"""Different sheets, the newest, whose coherence is looked at: few, to notice soon; many, where sheets are short."""
FEWEST_SHEETS = 60
LEAST_COHERENCE = 0.2
ERRORS = 2.0
"""A stream is incoherent where its coherence is below the least that startups have by this many standard errors."""
NEIGHBOURS = 12
"""A sheet that is near to one of the next so many was changed into it, and is no startup of its own."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a client was served before, oldest first.

    Attributes
    ----------
    sheets : (n, 28), level numbers, -1 where unanswered.
    lately : (n,), whether within the last day.
    holds : how often the client was held for a systematic search of late. Who was held is allowed half as much.
    """

    sheets: Sheets
    lately: NDArray[np.bool_]
    holds: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """What is found about one sheet.

    Attributes
    ----------
    kind : "grid", "sweep", "near_duplicates", "membership" or "space_filling"; "" for ordinary use.
    evidence : what was counted, by name; with a kind, the numbers that it rests on.
    """

    kind: str = ""
    evidence: dict[str, float] = field(default_factory=dict)


def judge(kept: Kept, sheet: Sheets, reference: Reference) -> Finding:
    """What the next sheet, (28,), of a client makes of its queries.

    A sheet is found to be part of a search only where it is itself a repeat, a variation, or one of sheets that do not
    hang together: yesterday's sweep does not stop the startup of today.
    """
    allowed = 0.5 if kept.holds else 1.0
    repeats = int((kept.sheets[kept.lately] == sheet).all(axis=1).sum())
    if repeats:
        return Finding("membership" if repeats > allowed * MOST_REPEATS else "", {"repeats": repeats})
    first = _first_asked(kept.sheets)
    asked, lately = kept.sheets[first], kept.lately[first]
    near = linked_to(sheet, np.ascontiguousarray(asked.T), reference)
    if near.any():
        return _varied(asked, lately, sheet, asked[near], reference, allowed)
    return _incoherent(kept.sheets, sheet, reference, allowed)


def _varied(
    asked: Sheets,
    lately: NDArray[np.bool_],
    sheet: Sheets,
    near: Sheets,
    reference: Reference,
    allowed: float,
) -> Finding:
    """Of a sheet that is a variation of others: are there too many?"""
    if len(near) > allowed * MOST_VARIATIONS:
        return Finding(kind_of(np.vstack([near, sheet])), {"variations": len(near)})
    recent, lately = np.vstack([asked[-RECENT:], sheet]), np.append(lately[-RECENT:], True)
    linked = links(recent, reference)
    family = family_of(len(recent) - 1, linked)
    size = int(family.sum())
    if size > allowed * LARGEST_FAMILY:
        return Finding(kind_of(recent[family]), {"family": size})
    varied = varied_before(linked)
    excess = {}
    for name, most, within in (
        ("excess_of_the_day", MOST_EXCESS_A_DAY, lately),
        ("excess", MOST_EXCESS, np.ones_like(lately)),
    ):
        count, others = int(varied[within].sum()), int((~varied[within]).sum())
        excess[name] = count - OWN_VARIATIONS * others
        if excess[name] > allowed * most:
            return Finding("membership", {name: excess[name], "variations": count, "sheets": others})
    return Finding(evidence={"variations": len(near), "family": size, **excess})


def _incoherent(asked: Sheets, sheet: Sheets, reference: Reference, allowed: float) -> Finding:
    """Of a sheet that is like no other: do the last ones hang together?"""
    evidence: dict[str, float] = {}
    for window in WINDOWS:
        recent = np.vstack([asked[-2 * window :], sheet])
        looked_at = recent[_settled(recent, reference)][-window:]
        if len(looked_at) < allowed * FEWEST_SHEETS:
            break
        found = coherence(looked_at, reference)
        highest = found.value + ERRORS * found.error
        evidence = {"sheets": len(looked_at), "coherence": found.value, "at_most": highest}
        if highest < LEAST_COHERENCE:
            return Finding("space_filling", evidence)
        if found.value - ERRORS * found.error > LEAST_COHERENCE:
            break
    return Finding(evidence=evidence)


def _first_asked(sheets: Sheets) -> NDArray[np.intp]:
    """Row numbers, in their order, of where each sheet was asked first: retries leave no other trace."""
    _keys, first = np.unique((sheets + 1).astype(np.uint64) @ _KEYS, return_index=True)
    return np.sort(np.asarray(first, dtype=np.intp))


_KEYS = np.random.default_rng(13).integers(0, 2**64, 28, dtype=np.uint64)
"""Two of a client's sheets share a sum of these, modulo 2^64, with a probability below 1e-11."""


def _settled(sheets: Sheets, reference: Reference) -> NDArray[np.bool_]:
    """Which sheets, (n,), were not asked again, changed a little or filled in further, just after.

    Those that are alike by chance stay: without them the short sheets of startups would seem to be spread out.
    """
    columns = np.ascontiguousarray(sheets.T)
    settled = np.ones(len(sheets), dtype=bool)
    for after in range(1, min(NEIGHBOURS, len(sheets) - 1) + 1):
        differing = (columns[:, after:] != columns[:, :-after]).sum(axis=0, dtype=np.int8)
        near = np.flatnonzero(differing <= FARTHEST)
        nested, alike = compared(sheets[near], sheets[near + after], reference)
        settled[near[nested | alike]] = False
    return settled
