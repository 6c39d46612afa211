"""Letters that come back later: a delivery status notification marks the letter by its Message-ID, and nothing else."""

import io
from email.message import EmailMessage

import pytest
from django.core.management import call_command
from django.utils import timezone

from battle.outbox import bounces
from battle.outbox.enums import Problem, State
from battle.outbox.models import Letter

pytestmark = pytest.mark.django_db

NOTIFICATION = """\
From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: bounces@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I am sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 1 Mar 2027 12:00:00 +0000

Final-Recipient: rfc822; uma@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 uma@example.org is not known

--b
Content-Type: {kind}

Subject: Hola
Message-ID: {message_id}

--b--
"""


def notification(
    letter: Letter, action: str = "failed", status: str = "5.1.1", kind: str = "message/rfc822"
) -> bytes:
    told = NOTIFICATION.format(action=action, status=status, kind=kind, message_id=letter.message_id)
    return told.replace("\n", "\r\n").encode()


@pytest.fixture
def sent(draft):
    def sent(state=State.SENT) -> Letter:
        letter = draft()
        Letter.objects.filter(pk=letter.pk).update(state=state, sent_at=timezone.now())
        return letter

    return sent


def told(letter: Letter) -> tuple[str, str, str]:
    letter.refresh_from_db()
    return letter.state, letter.problem, letter.server_code


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
@pytest.mark.parametrize("state", [State.SENT, State.IN_DOUBT])
def test_the_returned_letter_has_bounced(kind, state, sent, monkeypatch, capsys):
    letter, other = sent(state), sent()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(notification(letter, kind=kind))))

    call_command("record_bounce")

    assert told(letter) == (State.BOUNCED, Problem.RETURNED, "5.1.1")
    assert told(other)[0] == State.SENT
    assert capsys.readouterr().out == f"letter {letter.pk}: bounced\n"


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", ""])
def test_only_a_failure_is_a_bounce(action, sent):
    letter = sent()

    assert bounces.take(notification(letter, action=action)) is None
    assert told(letter)[0] == State.SENT


def test_what_was_never_sent_cannot_have_come_back(draft):
    letter = draft()

    assert bounces.take(notification(letter)) is None
    assert told(letter)[0] == State.DRAFT


@pytest.mark.parametrize("status", ["<script>", "5.1.1; DROP", "9" * 50])
def test_a_status_is_a_status_or_nothing(status, sent):
    letter = sent()

    bounces.take(notification(letter, status=status))

    assert told(letter) == (State.BOUNCED, Problem.RETURNED, "5.1.1" if status.startswith("5.1.1") else "")


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\x00\n\n", b"Subject: out of office\n\nI am away", b"a" * 100_000]
)
def test_any_other_mail_changes_nothing(raw, sent):
    letter = sent()

    assert bounces.take(raw) is None
    assert told(letter)[0] == State.SENT


def test_a_notification_about_somebody_elses_letter_changes_nothing(sent):
    letter = sent()
    stranger = Letter(message_id="<made-up@example.org>")

    assert bounces.take(notification(stranger)) is None
    assert bounces.take(EmailMessage().as_bytes()) is None
    assert told(letter)[0] == State.SENT
