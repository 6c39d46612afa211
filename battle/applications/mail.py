"""The receipt of an application, in the language in which it was written."""

import structlog
from django.core.cache import cache
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from battle.applications.links import private_url
from battle.applications.models import Application
from battle.celery import app

RECEIPT_TASK = "applications.send_receipt"
# Whoever sends the form over and over with somebody else's address must not fill that person's mailbox.
PAUSE = 600

logger = structlog.get_logger(__name__)


def send_receipt_soon(application_id: int, *, again: bool) -> None:
    """Hand the receipt to the worker; without a broker send it from here. The application is safe in either case."""
    try:
        app.send_task(RECEIPT_TASK, args=[application_id, again])
    except (
        Exception
    ) as error:  # each transport has its own family of errors, and none may reach the applicant
        logger.warning("receipt_not_queued", application=application_id, error=type(error).__name__)
        _send_from_here(application_id, again=again)


def _send_from_here(application_id: int, *, again: bool) -> None:
    try:
        send_receipt(application_id, again=again)
    except Exception as error:  # a mail server that is away as well: the organiser still sees the application
        logger.error("receipt_not_sent", application=application_id, error=type(error).__name__)


def send_receipt(application_id: int, *, again: bool) -> bool:
    """Mail the private link to the contact; False where that was done a moment ago."""
    pause = f"receipt:{application_id}"
    if again and not cache.add(pause, True, PAUSE):
        return False
    try:
        _send(application_id, again=again)
    except Exception:
        # Nothing reached the mailbox, so nothing is to be spared: the next attempt must be one.
        cache.delete(pause)
        raise
    return True


def _send(application_id: int, *, again: bool) -> None:
    application = Application.objects.select_related("edition").get(pk=application_id)
    with translation.override(application.language):
        context = {"application": application, "edition": application.edition, "again": again}
        context["url"] = private_url(application)
        subject = render_to_string("applications/mail/receipt_subject.txt", context)
        body = render_to_string("applications/mail/receipt.txt", context)
    send_mail(" ".join(subject.split()), body.strip() + "\n", None, [application.contact_email])
