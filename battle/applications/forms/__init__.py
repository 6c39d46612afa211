"""Forms of the applications room."""

from battle.applications.forms.fields import field_for
from battle.applications.forms.late import LateCodeForm
from battle.applications.forms.section import SectionForm

__all__ = ["LateCodeForm", "SectionForm", "field_for"]
