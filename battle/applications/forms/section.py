"""One section of the application as a form. What is right is saved, whatever is wrong beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from battle.applications.actions import Conflict
from battle.applications.entries import NOTE, REQUIRED, Entry, entries_of, needs, value_of
from battle.applications.forms.fields import field_for
from battle.applications.models import Application
from battle.applications.telling import told_value

REVISION = "revision_"


@dataclass(frozen=True, slots=True)
class Row:
    """An entry on the page, with the note that belongs to it."""

    entry: Entry
    field: BoundField
    revision: int
    needed: bool
    note: Row | None = None


class SectionForm(forms.Form):
    """The entries of a section, filled with what the application says."""

    use_required_attribute = False

    def __init__(self, application: Application, section: str, data: Any = None) -> None:
        super().__init__(data)
        self.application = application
        self.entries = {entry.name: entry for entry in entries_of(section)}
        for name, entry in self.entries.items():
            field = field_for(entry, needed=needs(application, name))
            self.fields[name] = field
            self.initial[name] = field.shown(value_of(application, entry))

    def right(self) -> dict[str, Any]:
        """The values that can be taken, by name; entries that this page did not send are left as they are."""
        self.full_clean()
        sent = self.sent()
        return {name: value for name, value in self.cleaned_data.items() if name in sent}

    def sent(self) -> set[str]:
        """A page sends the revision of each of its entries: without one an entry was not on it."""
        return {name for name in self.entries if f"{REVISION}{name}" in self.data}

    def revisions(self) -> dict[str, int]:
        """What the page knew of each entry."""
        return {name: _number(self.data.get(f"{REVISION}{name}")) for name in self.sent()}

    def tell(self, application: Application, conflicts: Mapping[str, Conflict]) -> None:
        """Put both values of each conflict at its field; sending again after that replaces the other on purpose."""
        self.application = application
        for name, conflict in conflicts.items():
            shown = told_value(self.entries[name], conflict.theirs)
            message = _(
                "This was changed in another window, to: %(theirs)s. Save again to replace that by yours."
            )
            self.add_error(name, message % {"theirs": shown or _("nothing")})

    def rows(self) -> Iterator[Row]:
        """What the page shows, in order."""
        for name, entry in self.entries.items():
            if entry.kind != "note":
                yield self._row(name)

    def _row(self, name: str) -> Row:
        note = f"{NOTE}{name}"
        return Row(
            self.entries[name],
            self[name],
            self.application.revisions.get(name, 0),
            name in REQUIRED,
            self._row(note) if note in self.entries else None,
        )


def _number(text: Any) -> int:
    return int(text) if str(text).isdecimal() and len(str(text)) < 10 else 0
