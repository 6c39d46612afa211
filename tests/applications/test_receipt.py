"""The receipt by mail: in the applicant's language, and never a reason to lose an application."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from battle.applications import mail
from battle.applications.actions import submit_application
from battle.applications.models import Application
from battle.applications.tasks import send_receipt


@pytest.fixture(autouse=True)
def _fresh_pauses():
    cache.clear()


@pytest.fixture
def submit(edition, entries, django_capture_on_commit_callbacks):
    def submit(language="en", email="uma@example.org"):
        with django_capture_on_commit_callbacks(execute=True):
            return submit_application(
                edition=edition, contact_email=email, entries=entries, language=language, now=timezone.now()
            )

    return submit


def test_it_carries_a_link_that_opens_the_application(client, submit, mailoutbox, settings):
    settings.PUBLIC_URL = "https://battle.example"
    application = submit().application

    send_receipt(application.pk)

    link = re.search(r"https://battle\.example(/e/valencia/application/\S+)", mailoutbox[0].body)
    assert mailoutbox[0].to == ["uma@example.org"]
    assert mailoutbox[0].subject == "Umbra at Valencia Battle: your application"
    assert client.get(link[1]).status_code == 200


def test_a_second_application_with_an_address_mails_its_owner_and_changes_nothing(submit, mailoutbox):
    first = submit()
    second = submit(email="UMA@example.org")

    send_receipt(second.application.pk, again=True)

    assert (first.created, second.created) == (True, False)
    assert Application.objects.count() == 1
    assert "stands as it was; nothing was taken over" in mailoutbox[0].body


def test_nobody_can_fill_another_persons_mailbox(submit, mailoutbox):
    application = submit().application

    for _attempt in range(5):
        send_receipt(application.pk, again=True)

    assert len(mailoutbox) == 1


def test_a_receipt_that_could_not_be_sent_is_sent_by_the_next_attempt(submit, mailoutbox, settings):
    application = submit().application
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(OSError, match="refused"):
        send_receipt(application.pk, again=True)

    settings.EMAIL_BACKEND = working
    send_receipt(application.pk, again=True)

    assert [message.to for message in mailoutbox] == [["uma@example.org"]]


def test_names_do_not_break_the_headers(submit, mailoutbox, entries):
    application = submit().application
    Application.objects.filter(pk=application.pk).update(company="Umbra\r\nBcc: all@example.org <b>&")

    send_receipt(application.pk)

    assert mailoutbox[0].subject == "Umbra Bcc: all@example.org <b>& at Valencia Battle: your application"
    assert mailoutbox[0].recipients() == ["uma@example.org"]


def test_without_a_broker_the_application_stands_and_the_receipt_is_sent_from_here(
    submit, mailoutbox, monkeypatch
):
    def unreachable(*args, **kwargs):
        raise OperationalError("broker away")

    monkeypatch.setattr(mail.app, "send_task", unreachable)

    submit()

    assert Application.objects.count() == 1
    assert [message.to for message in mailoutbox] == [["uma@example.org"]]


def test_without_broker_and_mail_server_the_application_still_stands(submit, monkeypatch, settings):
    def unreachable(*args, **kwargs):
        raise OperationalError("broker away")

    monkeypatch.setattr(mail.app, "send_task", unreachable)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    submit()

    assert Application.objects.count() == 1


def test_the_mail_is_asked_for_only_after_the_commit(edition, entries, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        submit_application(
            edition=edition, contact_email="u@example.org", entries=entries, language="en", now=timezone.now()
        )

    assert connection.in_atomic_block
    assert len(callbacks) == 1
