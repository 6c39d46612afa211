"""Refusals with a stable code, and how the API tells them (problem documents, RFC 9457).

An action raises `Refused`; a form shows its message at the field, the API sends it as a problem. The code is for
programs and never changes; the message is for people and is translated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

if TYPE_CHECKING:
    from rest_framework.views import APIView


class Refused(Exception):
    """An action that the rules of the competition do not allow now.

    Parameters
    ----------
    code : stable machine-readable name, such as ``call_closed``.
    message : translated sentence for the person who asked.
    field : name of the input that caused it, or "" for the action as a whole.
    http_status : 409 for a conflict with the present state, 422 for an input that cannot be right.
    """

    def __init__(self, code: str, message: str, *, field: str = "", http_status: int = 409) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.http_status = http_status


class DenyAll(BasePermission):
    """The default: an API view without a rule of its own answers nobody."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return False


class RulePermission(BasePermission):
    """Grants a view to whom its `rule` allows: a `rules` permission name, with the object `view.rule_object()`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        rule: str = view.rule  # type: ignore[attr-defined]
        target = view.rule_object() if hasattr(view, "rule_object") else None
        return request.user.has_perm(rule, target)


def problem(
    code: str, detail: str, http_status: int, *, errors: list[dict[str, str]] | None = None
) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:battle:problem:{code}",
        "title": detail if not errors else _("Some of what was sent cannot be accepted."),
        "status": http_status,
        "code": code,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    return Response(body, status=http_status, content_type="application/problem+json")


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every error leaves as a problem document."""
    # DRF's views import this module through the settings, so it cannot import them first.
    from rest_framework.views import exception_handler

    if isinstance(error, Refused):
        errors = (
            [{"field": error.field, "code": error.code, "detail": error.message}] if error.field else None
        )
        return problem(error.code, error.message, error.http_status, errors=errors)
    if isinstance(error, exceptions.ValidationError):
        errors = _field_errors(error.get_full_details())
        return problem("invalid", errors[0]["detail"], status.HTTP_422_UNPROCESSABLE_ENTITY, errors=errors)
    if isinstance(error, RecursionError):  # JSON of brackets without end
        error = exceptions.ParseError()
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return response
    # NotAuthenticated has no challenge to send with session sign-in, so DRF already made it a 403.
    told = problem(str(error.get_codes()), str(error.detail), response.status_code)
    for header, value in response.headers.items():
        if header.lower() not in {"content-type", "content-length"}:
            told[header] = value
    return told


def _field_errors(details: Any, path: str = "") -> list[dict[str, str]]:
    if isinstance(details, dict) and set(details) == {"message", "code"}:
        field = "" if path == "non_field_errors" else path
        return [{"field": field, "code": str(details["code"]), "detail": str(details["message"])}]
    pairs = details.items() if isinstance(details, dict) else enumerate(details)
    nested = isinstance(details, dict)
    found: list[dict[str, str]] = []
    for key, value in pairs:
        here = f"{path}.{key}".strip(".") if nested else path
        found += _field_errors(value, here)
    return found
