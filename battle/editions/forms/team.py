from django import forms
from django.utils.translation import gettext_lazy

from battle.accounts.enums import Role


class RoleForm(forms.Form):
    """Who may do what in one edition."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, widget=forms.RadioSelect)
