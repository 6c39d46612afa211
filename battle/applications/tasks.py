from smtplib import SMTPException

from celery import shared_task

from battle.applications.mail import RECEIPT_TASK
from battle.applications.mail import send_receipt as send


@shared_task(
    name=RECEIPT_TASK,
    # A mail server that is away for some minutes comes back.
    autoretry_for=(SMTPException, OSError),
    retry_backoff=5,
    retry_backoff_max=600,
    max_retries=8,
)
def send_receipt(application_id: int, again: bool = False) -> None:
    """Mail an application's private link to its contact."""
    send(application_id, again=again)
