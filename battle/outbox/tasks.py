"""The worker's task. It is a hint only: the table of letters says what is still to send."""

from celery import shared_task

from battle.outbox import postman
from battle.outbox.hints import RING_TASK


@shared_task(name=RING_TASK)
def send_letters() -> None:
    """Wake this process's postman. Takes no time, so that a live score never waits for a mail server."""
    postman.wake()
