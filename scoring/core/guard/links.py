"""Which sheets are variations of one another.

Two sheets are *linked* where one is a slight variation of the other and chance does not explain it: at most `FARTHEST`
answers differ, and the answers that agree carry at least `FEWEST_BITS` bits more than there are ways to differ. Bits
are those of `Reference`: two startups that agree on a yes/no question tell little, two that agree on 26 questions are
one. A short sheet carries few bits, so short sheets that are alike by chance are never linked.

A sheet that merely answers more than another is no variation of it: a form is filled in this way. A *family* is what
links hold together, directly or over others.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scoring.core.features import Floats, Sheets
from scoring.core.guard.reference import Reference

FARTHEST = 2
FEWEST_BITS = 12.0
WAYS = np.log2([1.0, 28.0, 378.0])
"""Bits of which 0, 1 or 2 of 28 questions differ."""

Flags = NDArray[np.bool_]


def linked_to(sheet: Sheets, kept: Sheets, reference: Reference) -> Flags:
    """Which of the kept sheets, (28, n), are variations of this one, (28,); not those that equal it."""
    differing = (kept != sheet[:, None]).sum(axis=0, dtype=np.int8)
    near = np.flatnonzero((differing > 0) & (differing <= FARTHEST))
    linked = np.zeros(kept.shape[1], dtype=bool)
    if len(near):
        linked[near] = links(np.vstack([sheet, kept[:, near].T]), reference)[0, 1:]
    return linked


def links(sheets: Sheets, reference: Reference) -> Flags:
    """Which of the sheets, (n, 28), are linked: (n, n), symmetric."""
    differing = np.zeros((len(sheets), len(sheets)), dtype=np.uint8)
    for column in np.ascontiguousarray(sheets.T):
        differing += column[:, None] != column
    one, other = np.nonzero((differing > 0) & (differing <= FARTHEST))
    one, other = one[one < other], other[one < other]
    nested, alike = compared(sheets[one], sheets[other], reference)
    kept = alike & ~nested
    linked = np.zeros(differing.shape, dtype=bool)
    linked[one[kept], other[kept]] = linked[other[kept], one[kept]] = True
    return linked


def compared(first: Sheets, second: Sheets, reference: Reference) -> tuple[Flags, Flags]:
    """Of pairs of sheets, (n, 28) each, of which at most `FARTHEST` answers differ: does one merely answer more than
    the other, and are they more alike than chance explains?"""
    both = (first >= 0) & (second >= 0)
    agreeing = both & (first == second)
    more, less = ((first >= 0) & ~both).any(axis=1), ((second >= 0) & ~both).any(axis=1)
    nested: Flags = (both == agreeing).all(axis=1) & (more != less)
    bits = agreeing @ reference.bits - WAYS[(first != second).sum(axis=1)]
    return nested, np.asarray(bits >= FEWEST_BITS)


def family_of(member: int, linked: Flags) -> Flags:
    """Who belongs to the family of a member, itself too, from the links of all, (n, n)."""
    family = np.zeros(len(linked), dtype=bool)
    family[member] = True
    while True:
        reached = np.flatnonzero(linked[family].any(axis=0) & ~family)
        if not len(reached):
            return family
        family[reached] = True


def varied_before(linked: Flags) -> Flags:
    """Which sheets are variations of an earlier one, (n,); they come oldest first."""
    return np.asarray(np.tril(linked, -1).any(axis=1))


def kind_of(family: Sheets) -> str:
    """What a family, (m, 28), looks like: "sweep", "grid" or "near_duplicates".

    A sweep is a base with one answer changed at a time. A grid combines the levels of a few questions: a good part of
    all their combinations is there. Anything else is a stream of near-duplicates.
    """
    seen = [np.unique(column, return_counts=True) for column in family.T]
    base = np.array([values[counts.argmax()] for values, counts in seen])
    changed: Floats = (family != base).sum(axis=1)
    if (changed <= 1).mean() >= 0.8:
        return "sweep"
    combinations = np.prod([float(len(values)) for values, _counts in seen])
    return "grid" if len(family) >= combinations / 4 else "near_duplicates"
