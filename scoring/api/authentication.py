"""Tokens of clients outside: a header, no cookie. A person who is signed in on the site is nobody here."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from battle.problems import Refused
from scoring.models import ApiToken
from scoring.sharing import actions
from scoring.sharing.tokens import SCOPES

LONGEST_HEADER = 200


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer jury_...`; `request.auth` is then the token with its client."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiToken]:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        secret = secret.strip()
        if scheme.lower() != "bearer" or not secret:
            message = _("Send the header “Authorization: Bearer …” with the token of your client.")
            raise AuthenticationFailed(message, "token_missing")
        if len(secret) > LONGEST_HEADER:
            raise AuthenticationFailed(_("There is no such token."), "token_unknown")
        try:
            return AnonymousUser(), actions.admit_token(secret=secret, now=timezone.now())
        except Refused as refusal:
            raise AuthenticationFailed(refusal.message, refusal.code) from refusal

    def authenticate_header(self, request: Request) -> str:
        presented = "Authorization" in request.headers
        return 'Bearer realm="jury"' + (', error="invalid_token"' if presented else "")


class HasScope(BasePermission):
    """The token is good for what the view's `scope` names, and so is its client's box."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        scope: str = view.scope  # type: ignore[attr-defined]
        token: ApiToken = request.auth  # type: ignore[assignment]
        if scope not in token.scopes or scope not in SCOPES[token.client.box]:
            message = _("This token is not good for that: it needs the scope “%(scope)s”.")
            raise PermissionDenied(message % {"scope": scope}, "wrong_scope")
        return True


class TokenScheme(OpenApiAuthenticationExtension):
    """How the API's document tells of it."""

    target_class = TokenAuthentication
    name = "clientToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token that the data steward issued to your client. Black-box clients have the scope "
            "`predict`, white-box clients `download`.",
        }
