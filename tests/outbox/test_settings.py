"""Settings of mail that cannot work stop the start with a sentence that names the variable."""

import pytest

from battle import env


@pytest.mark.parametrize(
    "value", ["battle", "a@b@c", "Battle <battle>", "battle@example.org\r\nBcc: x@example.org", "a b@c"]
)
def test_a_sender_is_an_address_of_mail(value, monkeypatch, capsys):
    monkeypatch.setenv("DEFAULT_FROM_EMAIL", value)

    with pytest.raises(env.ConfigurationError) as stopped:
        env.mailbox("DEFAULT_FROM_EMAIL", "battle@localhost")

    assert stopped.value.code == 78
    assert "DEFAULT_FROM_EMAIL" in capsys.readouterr().err


@pytest.mark.parametrize("value", ["battle@example.org", "Battle ñ <battle@example.org>"])
def test_with_or_without_a_name(value, monkeypatch):
    monkeypatch.setenv("DEFAULT_FROM_EMAIL", value)

    assert env.mailbox("DEFAULT_FROM_EMAIL", "battle@localhost") == value


def test_there_is_one_way_of_encryption(monkeypatch, capsys):
    monkeypatch.setenv("EMAIL_USE_TLS", "1")
    assert env.mail_encryption() == (True, False)
    monkeypatch.setenv("EMAIL_USE_SSL", "1")

    with pytest.raises(env.ConfigurationError):
        env.mail_encryption()

    assert "EMAIL_USE_SSL" in capsys.readouterr().err
