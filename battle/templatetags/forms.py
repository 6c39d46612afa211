"""How a form's control looks: the widget with the class that base.css knows."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()

CLASSES: list[tuple[type[forms.Widget], str]] = [
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.CheckboxInput, ""),
    (forms.widgets.Input, "input"),
]


@register.simple_tag
def control(field: BoundField, short: object = "") -> SafeString:
    """The field's widget; Django itself adds aria-invalid and aria-describedby."""
    widget = field.field.widget
    name = next((name for kind, name in CLASSES if isinstance(widget, kind)), "input")
    extra = " input--short" if short and name == "input" else ""
    return field.as_widget(attrs={"class": f"{name}{extra}"} if name else {})
