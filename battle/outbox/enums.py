from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a letter stands. Only a draft can be changed; what was sent stays as it was sent.

    In doubt: the mail server may or may not have taken it. Only a person decides whether it is sent again.
    Bounced: it was refused for its recipient, at once or by a message that came later.
    """

    DRAFT = "draft", _("Draft")
    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    IN_DOUBT = "in_doubt", _("In doubt")
    FAILED = "failed", _("Not sent")
    BOUNCED = "bounced", _("Bounced")
    CANCELLED = "cancelled", _("Cancelled")


CANCELLABLE = (State.DRAFT, State.QUEUED)
RECALLABLE = (State.QUEUED, State.CANCELLED)
REPEATABLE = (State.FAILED, State.BOUNCED)
"""What is known not to have arrived, so that sending it again makes no second one."""


class Problem(models.TextChoices):
    """Why a letter is not there yet, or never will be. The code never changes; it is all that logs say."""

    NO_CONNECTION = "no_connection", _("Our mail server could not be reached.")
    LOGIN_REFUSED = "login_refused", _("Our mail server refused our name or password.")
    NO_ENCRYPTION = "no_encryption", _("Our mail server did not offer the encryption that is asked for.")
    LOST_CONNECTION = "lost_connection", _("The connection was lost before the letter was handed over.")
    TRY_LATER = "try_later", _("The mail server asked us to try again later.")
    SENDER_REFUSED = "sender_refused", _("The mail server refused our own address.")
    RECIPIENT_REFUSED = "recipient_refused", _("The mail server refused the recipient's address.")
    MESSAGE_REFUSED = "message_refused", _("The mail server refused the letter.")
    ADDRESS_NOT_SUPPORTED = (
        "address_not_supported",
        _("Our mail server cannot send to addresses with letters beyond the English ones."),
    )
    NO_MESSAGE = "no_message", _("No mail can be made of it: look at its recipient and at our own address.")
    BACKEND_FAILED = "backend_failed", _("The letter could not be written.")
    NO_ANSWER = "no_answer", _("The letter was handed over, but the mail server never said that it has it.")
    SENDER_DIED = "sender_died", _("The worker died while it was handing the letter over.")
    RETURNED = "returned", _("The recipient's mail server returned it later.")


class Step(models.TextChoices):
    """What a person did to a letter, or had done."""

    EDITED = "edited", _("Changed")
    RELEASED = "released", _("Released for sending")
    CANCELLED = "cancelled", _("Cancelled")
    RECALLED = "recalled", _("Made a draft again")
    RETRIED = "retried", _("Sent again")
    SETTLED = "settled", _("Taken as sent")


KINDS = {
    "receipt": _("Receipt"),
    "sent_again": _("Applied again"),
    "reminder": _("Reminder"),
    "invitation": _("Invitation to the final"),
    "invitation_lapsed": _("Lapsed invitation"),
    "reserve": _("Reserve"),
    "not_selected": _("Not selected"),
    "place_freed": _("A place is free"),
    "role_invitation": _("Invitation to the team"),
}
"""What the letters of the other rooms are called; a kind that is not among them is called by its name."""

SERVER_PROBLEMS = (Problem.NO_CONNECTION, Problem.LOGIN_REFUSED, Problem.NO_ENCRYPTION)
"""What is wrong with our own mail server, whatever the letter."""
