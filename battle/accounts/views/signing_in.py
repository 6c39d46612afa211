"""The sign-in library's pages where this site wants a little more of them."""

from allauth.account.decorators import reauthentication_required
from allauth.account.views import LoginView, password_set
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.http import HttpResponse

from battle.accounts import factors
from battle.accounts.forms import PasswordSignInForm


class PasswordSignInView(LoginView):
    """Address and password on one page, for those who set a password; everybody else has a code sent."""

    template_name = "account/login_by_password.html"

    def get_form_class(self) -> type[PasswordSignInForm]:
        return PasswordSignInForm


class ActivateAppView(ActivateTOTPView):
    def form_valid(self, form: object) -> HttpResponse:
        answer = super().form_valid(form)
        factors.note_new_factor(self.request, self.request.user)
        return answer


class AddPasskeyView(AddWebAuthnView):
    def form_valid(self, form: object) -> HttpResponse:
        answer = super().form_valid(form)
        factors.note_new_factor(self.request, self.request.user)
        return answer


# Without it, a session left open could be given a password, and that password could then take the second factor away.
set_password = reauthentication_required(password_set)
