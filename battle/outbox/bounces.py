"""Reads what mail servers return: delivery status notifications (RFC 3464)."""

import email
import re
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesHeaderParser

from battle.outbox.actions import record_bounce
from battle.outbox.models import Letter

MOST = 2_000_000
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True, slots=True)
class Notification:
    """What became of one letter: `action` and `status` as the server said them."""

    message_id: str
    action: str
    status: str


def take(raw: bytes) -> Letter | None:
    """Mark the letter that a notification says was not delivered; None where it says nothing of that kind."""
    told = read(raw)
    # "delayed", "relayed" and "delivered" are no bounces.
    if told is None or told.action != "failed" or not told.message_id:
        return None
    return record_bounce(message_id=told.message_id, status=told.status)


def read(raw: bytes) -> Notification | None:
    """The notification in a mail, or None where it is another kind of mail."""
    message = email.message_from_bytes(raw[:MOST], policy=policy.compat32)
    parts = list(message.walk())
    statuses = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    if not statuses:
        return None
    # The first block is about the mail as a whole, the second about its one recipient.
    blocks = [block for block in statuses[0].get_payload() if isinstance(block, Message)]
    action = next((str(block["Action"]) for block in blocks if block["Action"]), "")
    status = _STATUS.search(next((str(block["Status"]) for block in blocks if block["Status"]), ""))
    return Notification(
        message_id=_message_id(parts, message),
        action=action.split(";")[0].strip().lower(),
        status=status[0] if status else "",
    )


def _message_id(parts: list[Message], message: Message) -> str:
    """Of the letter that came back: whole, by its headers, or by what the notification answers to."""
    for part in parts:
        if found := _returned(part)["Message-ID"]:
            return str(found).strip()
    return str(message["In-Reply-To"] or "").strip()


def _returned(part: Message) -> Message:
    """The returned letter in a part of a notification; an empty one where it is another part."""
    kind, payload = part.get_content_type(), part.get_payload()
    if kind in {"message/rfc822", "message/global"} and isinstance(payload, list) and payload:
        return payload[0] if isinstance(payload[0], Message) else Message()
    if kind == "text/rfc822-headers":
        headers = part.get_payload(decode=True)
        return BytesHeaderParser(policy=policy.compat32).parsebytes(
            headers if isinstance(headers, bytes) else b""
        )
    return Message()
