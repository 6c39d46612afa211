"""Forms of the accounts room."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordKeyForm, SetPasswordForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy

from battle.accounts import actions
from battle.outbox.text import one_line


class PasswordSignInForm(LoginForm):
    """The library's form leaves the password out, because nobody is asked for one when signing up."""

    def _setup_password_field(self) -> None:
        self.fields["password"].help_text = ""


class ProfileForm(forms.Form):
    """How a person is called, and in which language they are written to."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=150,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of letters to you"),
        required=False,
        choices=[("", gettext_lazy("That of whoever writes")), *settings.LANGUAGES],
    )

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])


class CodeForm(forms.Form):
    """The code of a letter."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class _PlainHelp:
    """The library puts a list into the help of the field, and a link beside the old password; words are enough."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = gettext_lazy(
            "At least 8 characters, and none that everybody uses."
        )
        if "oldpassword" in self.fields:
            self.fields["oldpassword"].help_text = ""


class SetPassword(_PlainHelp, SetPasswordForm):
    pass


class ChangePassword(_PlainHelp, ChangePasswordForm):
    pass


class ResetPassword(_PlainHelp, ResetPasswordKeyForm):
    pass


class _OncePerCode:
    """The library remembers used codes of apps in the memory of one process; here every process knows them."""

    authenticator: Authenticator

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        is_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_app and not actions.claim_app_code(authenticator=self.authenticator, at=timezone.now()):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondStep(_OncePerCode, AuthenticateForm):
    pass


class Confirmation(_OncePerCode, ReauthenticateForm):
    pass
