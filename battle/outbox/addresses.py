"""Addresses of mail: what can be written to, and how a mail server is told."""

from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

LONGEST = 254
_valid = EmailValidator()


def split(address: str) -> tuple[str, str]:
    """The part before the @, and the domain as name servers know it (IDNA).

    Raises
    ------
    ValueError : nothing that a letter could be sent to.
    """
    local, _at, domain = address.rpartition("@")
    try:
        encoded = domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError("domain") from None
    if not local or any(sign in local for sign in "\r\n\0 <>,;"):
        raise ValueError("local part")
    return local, encoded


def is_reachable(address: str) -> bool:
    """Whether it is one address of mail, also one with letters beyond the English ones before the @."""
    if not 3 <= len(address) <= LONGEST or not address.isprintable():
        return False
    try:
        local, domain = split(address)
        # Django's own check knows only English letters before the @; the domain it checks as well as any other.
        _valid(f"{local if local.isascii() else 'someone'}@{domain}")
    except (ValueError, ValidationError):
        return False
    return True


def on_the_wire(address: str) -> str:
    """The address as it is said to a mail server; only its local part may still need SMTPUTF8."""
    return "@".join(split(address))


def bare(name_and_address: str) -> str:
    """The address alone, of “Battle <battle@example.org>” too."""
    return parseaddr(name_and_address)[1]
