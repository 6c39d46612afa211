"""From the queue to a real mail server: what each answer of it means for the letter, and what goes over the wire."""

from datetime import UTC, datetime, timedelta

import pytest

from battle.outbox import claims
from battle.outbox.actions import release
from battle.outbox.enums import Problem, State
from battle.outbox.models import Letter
from battle.outbox.postman import Postman
from tests.outbox.mail_server import HANG_UP, MailServer
from tests.support.site import free_port

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def deliver(at: datetime = NOON) -> int:
    return Postman(clock=lambda: at).deliver_due()


def told(letter: Letter) -> tuple[str, str, str]:
    letter.refresh_from_db()
    return letter.state, letter.problem, letter.server_code


@pytest.fixture
def queued(draft):
    def queued(**changes) -> Letter:
        letter = draft(**changes)
        release([letter], at=NOON)
        letter.refresh_from_db()
        return letter

    return queued


def test_a_letter_arrives_once_as_it_was_written(queued, mail_server, settings):
    settings.DEFAULT_FROM_EMAIL = "Batalla ñ <battle@example.org>"
    settings.EMAIL_REPLY_TO = "olga@example.org"
    settings.EMAIL_RETURN_PATH = "bounces@example.org"
    letter = queued(
        to="uma@münchen.example", subject="Ça va, Ümläut?", body=".\nUna línea\n..dos\n" + "ñ" * 2000
    )

    counts = [deliver(), deliver()]

    [message] = mail_server.received
    [(sender, recipients, raw)] = mail_server.envelopes
    assert counts == [1, 0]
    assert (sender, recipients) == ("bounces@example.org", ["uma@xn--mnchen-3ya.example"])
    assert message.get_content().replace("\r\n", "\n") == letter.body
    assert message["Subject"] == "Ça va, Ümläut?"
    assert message["From"] == "Batalla ñ <battle@example.org>"
    assert message["To"] == "uma@xn--mnchen-3ya.example"
    assert message["Reply-To"] == "olga@example.org"
    assert message["Message-ID"] == letter.message_id
    assert message["Date"].datetime == NOON
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "es"
    assert raw.isascii()
    assert told(letter) == (State.SENT, "", "")
    assert letter.sent_at == NOON


@pytest.mark.parametrize(
    ("step", "answer", "state", "problem", "code"),
    [
        ("RCPT", "550 5.1.1 no such user uma", State.BOUNCED, Problem.RECIPIENT_REFUSED, "550 5.1.1"),
        ("RCPT", "450 4.2.1 greylisted", State.QUEUED, Problem.TRY_LATER, "450 4.2.1"),
        ("RCPT", HANG_UP, State.QUEUED, Problem.LOST_CONNECTION, ""),
        ("DATA", "451 later", State.QUEUED, Problem.TRY_LATER, "451"),
        ("DATA", "554 5.6.0 never", State.FAILED, Problem.MESSAGE_REFUSED, "554 5.6.0"),
        ("DATA", HANG_UP, State.QUEUED, Problem.LOST_CONNECTION, ""),
        ("DOT", "452 4.3.1 disk full", State.QUEUED, Problem.TRY_LATER, "452 4.3.1"),
        ("DOT", "554 5.7.1 spam", State.FAILED, Problem.MESSAGE_REFUSED, "554 5.7.1"),
        ("DOT", HANG_UP, State.IN_DOUBT, Problem.NO_ANSWER, ""),
    ],
)
def test_each_answer_of_the_server_has_its_consequence_and_the_next_letter_goes(
    step, answer, state, problem, code, queued, mail_server
):
    mail_server.answers[step, "uma"] = answer
    refused, other = queued(to="uma@example.org"), queued(to="other@example.org")

    sent = deliver()

    assert told(refused) == (state, problem, code)
    assert told(other) == (State.SENT, "", "")
    assert (sent, mail_server.recipients()) == (1, ["other@example.org"])


def test_a_refused_sender_is_no_bounce(queued, mail_server):
    mail_server.answers["MAIL", ""] = "553 5.7.1 not yours"
    letter = queued()

    deliver()

    assert told(letter) == (State.FAILED, Problem.SENDER_REFUSED, "553 5.7.1")


def test_a_temporary_refusal_is_tried_again_with_growing_pauses_and_not_for_ever(queued, mail_server):
    mail_server.answers["RCPT", "uma"] = "450 later"
    letter, at, pauses = queued(to="uma@example.org"), NOON, []

    while told(letter)[0] == State.QUEUED:
        assert deliver(letter.due_at - timedelta(seconds=1)) == 0
        at = letter.due_at
        deliver(at)
        letter.refresh_from_db()
        pauses.append((letter.due_at - at).total_seconds() / 60)

    assert pauses == [1, 5, 15, 60, 180, 360, 720, 0]
    assert told(letter) == (State.FAILED, Problem.TRY_LATER, "450")
    assert letter.attempts == 8


def test_without_a_mail_server_letters_wait_and_say_why_and_no_attempt_is_counted(
    queued, mail_server, settings
):
    letters = [queued(), queued()]
    settings.EMAIL_PORT = free_port()
    now = [NOON]
    postman = Postman(clock=lambda: now[0])

    postman.deliver_due()
    assert [told(letter) for letter in letters] == [(State.QUEUED, Problem.NO_CONNECTION, "")] * 2

    settings.EMAIL_PORT = mail_server.port
    assert postman.deliver_due() == 0  # it rests a little
    now[0] += timedelta(seconds=5)
    assert postman.deliver_due() == 2
    assert [told(letter) for letter in letters] == [(State.SENT, "", "")] * 2
    assert {letter.attempts for letter in letters} == {1}


def test_a_wrong_password_is_nobodys_bounce(queued, mail_server, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "battle", "wrong"
    letter = queued()

    deliver()

    assert told(letter)[:2] == (State.QUEUED, Problem.NO_ENCRYPTION)


def test_it_does_not_go_on_in_the_open_where_encryption_is_asked_for(queued, mail_server, settings):
    settings.EMAIL_USE_TLS = True
    letter = queued()

    deliver()

    assert told(letter)[:2] == (State.QUEUED, Problem.NO_ENCRYPTION)
    assert mail_server.received == []


def test_urgent_letters_go_before_those_released_by_the_hundred(draft, mail_server):
    bulk = [draft(to=f"bulk{number}@example.org") for number in range(2)]
    release(bulk, at=NOON)
    release([draft(to="urgent@example.org")], urgent=True, at=NOON + timedelta(seconds=1))

    deliver(NOON + timedelta(seconds=2))

    assert mail_server.recipients() == ["urgent@example.org", "bulk0@example.org", "bulk1@example.org"]


@pytest.mark.parametrize(("able", "state"), [(True, State.SENT), (False, State.FAILED)])
def test_a_local_part_in_other_letters_needs_a_server_that_knows_them(
    able, state, queued, settings, mail_server
):
    server = MailServer(smtputf8=able)
    server.start()
    settings.EMAIL_PORT = server.port
    letter, plain = queued(to="josé@example.org"), queued()

    deliver()

    assert told(letter) == (state, "" if able else Problem.ADDRESS_NOT_SUPPORTED, "")
    assert told(plain)[0] == State.SENT
    assert [str(message["To"]) for message in server.received] == (["josé@example.org"] if able else []) + [
        plain.to
    ]
    server.stop()


def test_another_backend_of_djangos_has_the_same_claim(queued, mailoutbox):
    letter = queued()

    counts = [deliver(), deliver()]

    assert counts == [1, 0]
    assert told(letter) == (State.SENT, "", "")
    assert [(mail.to, mail.subject, mail.body) for mail in mailoutbox] == [
        ([letter.to], letter.subject, letter.body)
    ]
    assert mailoutbox[0].message()["Message-ID"] == letter.message_id


def test_letters_in_files_are_readable_mails(queued, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    letter = queued()

    deliver()

    [file] = (tmp_path / "mail").iterdir()
    assert f"Message-ID: {letter.message_id}" in file.read_text()


def test_a_claimed_letter_is_nobody_elses(queued):
    queued()

    first, second = claims.claim_next(NOON), claims.claim_next(NOON)

    assert first is not None
    assert second is None


def test_a_sender_that_slept_longer_than_its_claim_may_not_hand_over(queued, mail_server):
    letter = queued()
    sleeper = claims.claim_next(NOON)
    later = NOON + timedelta(minutes=5)

    assert claims.recover_lost(NOON) == 0
    assert claims.recover_lost(later) == 1
    deliver(later)

    assert told(letter)[0] == State.SENT
    assert not sleeper.mark_handed(later)
    assert len(mail_server.received) == 1


def test_what_was_handed_over_and_never_answered_is_in_doubt_until_its_sender_tells(queued, mail_server):
    letter = queued()
    claim = claims.claim_next(NOON)
    assert claim.mark_handed(NOON)
    later = NOON + timedelta(minutes=5)

    claims.recover_lost(later)
    assert told(letter)[:2] == (State.IN_DOUBT, Problem.SENDER_DIED)
    assert deliver(later) == 0

    assert claim.record_sent(later)  # it only was slow
    assert told(letter) == (State.SENT, "", "")


def test_a_letter_that_kills_its_senders_is_given_up(queued):
    letter, at = queued(), NOON

    while told(letter)[0] == State.QUEUED:
        assert claims.claim_next(at)
        at += timedelta(minutes=5)
        claims.recover_lost(at)

    assert (told(letter)[:2], letter.attempts) == ((State.FAILED, Problem.SENDER_DIED), 8)


def test_nothing_personal_is_logged(queued, mail_server, caplog):
    mail_server.answers["RCPT", "uma"] = "550 5.1.1 <uma@example.org> unknown"
    queued(to="uma@example.org", subject="Secret subject")
    queued(to="ugo@example.org")

    with caplog.at_level("INFO"):
        deliver()

    told = " ".join(record.getMessage() for record in caplog.records if record.name != "mail.log")
    assert "letter_not_sent" in told
    assert "letter_sent" in told
    assert not any(word in told for word in ("uma", "ugo", "example.org", "Secret"))
