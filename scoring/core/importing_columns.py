"""Which columns of a table a mapping reads: resolved once, before any cell is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.core.answers import protected_as
from scoring.core.mapping import Extra, Label, Mapping
from scoring.core.mapping_file import refuse_outcome, refuse_protected
from scoring.core.problems import TableProblem

SHOWN = 8
NOT_NAMED = "the mapping does not name it"


@dataclass(frozen=True, slots=True)
class Plan:
    """The columns behind each part of a mapping.

    Attributes
    ----------
    sources : for each question and extra its columns, one unless they are combined.
    set_aside : columns with an outcome, a date or a name.
    unused : the other columns, each with the reason for which it is not used.
    """

    label: Label
    sources: dict[str, tuple[str, ...]]
    set_aside: frozenset[str]
    unused: tuple[tuple[str, str], ...]


def plan(mapping: Mapping, label: Label, header: tuple[str, ...]) -> Plan:
    """Find every column that the mapping names.

    Raises
    ------
    TableProblem : ``missing_column`` or ``ambiguous_column``.
    MappingProblem : ``protected_attribute`` or ``label_as_feature``, where the beginning of a name let it through.
    """
    sources: dict[str, tuple[str, ...]] = {}
    for key, source in mapping.sources():
        where = f"extras.{key}" if isinstance(source, Extra) else f"questions.{key}"
        if source.starts_with is not None:
            sources[key] = (_beginning(source.starts_with, header, where),)
            refuse_protected(sources[key][0], where, source.about)
            refuse_outcome(mapping, sources[key][0], where)
        else:
            sources[key] = tuple(_exact(name, header, where) for name in source.names)
        if source.dated:
            _exact(source.dated.column, header, f"{where}.dated")
    _exact(label.column, header, "the label")
    if label.outcome_date:
        _exact(label.outcome_date.column, header, "the date of the outcome")
    if mapping.company:
        _exact(mapping.company.column, header, "company")
    if mapping.date:
        _exact(mapping.date.column, header, "date")
    aside = _set_aside(mapping) & set(header)
    used = aside.union(*sources.values())
    unused = tuple((name, _reason(mapping, name)) for name in header if name not in used)
    return Plan(label, sources, frozenset(aside), unused)


def _exact(name: str, header: tuple[str, ...], where: str) -> str:
    if name not in header:
        near = [each for each in header if each.casefold() == name.casefold()]
        hint = f"; it has '{near[0]}'" if near else f"; it begins with {_listed(header)}"
        detail = f"The file has no column '{name}', which the mapping names for {where}{hint}."
        raise TableProblem("missing_column", detail, name)
    return name


def _beginning(start: str, header: tuple[str, ...], where: str) -> str:
    found = [name for name in header if name.startswith(start)]
    if not found:
        detail = f"The file has no column that begins with '{start}', which the mapping names for {where}."
        raise TableProblem("missing_column", detail, start)
    if len(found) > 1 and start not in found:
        detail = f"{len(found)} columns begin with '{start}' ({where}): {_listed(tuple(found))}."
        raise TableProblem("ambiguous_column", detail, start)
    return start if start in found else found[0]


def _listed(names: tuple[str, ...]) -> str:
    more = ", ..." if len(names) > SHOWN else ""
    return ", ".join(f"'{name[:60]}'" for name in names[:SHOWN]) + more


def _set_aside(mapping: Mapping) -> set[str]:
    aside = {label.column for label in mapping.labels.values()}
    aside |= {label.outcome_date.column for label in mapping.labels.values() if label.outcome_date}
    aside |= {source.dated.column for _key, source in mapping.sources() if source.dated}
    aside |= {part.column for part in (mapping.company, mapping.date) if part}
    return aside


def _reason(mapping: Mapping, name: str) -> str:
    for ignored in mapping.ignored:
        if name in ignored.columns or name.startswith(ignored.starts_with):
            return ignored.reason
    if kind := protected_as(name):
        return f"its name stands for {kind}, which is never scored"
    return NOT_NAMED
