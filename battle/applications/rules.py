from typing import TYPE_CHECKING

import rules

from battle.accounts.rules import is_organiser, is_somebody

if TYPE_CHECKING:
    from battle.accounts.models import User
    from battle.applications.models import Application

# Rooms above this one know of more people who may read a file; they say so with `let_read_files`.
_file_readers: list[rules.Predicate] = []


def let_read_files(predicate: rules.Predicate) -> None:
    """Let whoever the predicate allows, given a person and an application, have its deck and logo."""
    _file_readers.append(predicate)


@rules.predicate
def owns(user: "User", application: "Application | None") -> bool:
    """The contact's address is the owner, and whoever is signed in has proven theirs."""
    return bool(application and user.is_authenticated and user.email.lower() == application.contact_email)


@rules.predicate
def reads_files(user: "User", application: "Application | None") -> bool:
    if application is None or application.state == "draft":
        return False
    return is_organiser.test(user, application.edition) or any(
        predicate.test(user, application) for predicate in _file_readers
    )


# Whether the call is open is not a question of who asks; the action answers it.
rules.add_perm("applications.apply", rules.always_allow)
rules.add_perm("applications.see_own", is_somebody)
rules.add_perm("applications.read_own", owns)
rules.add_perm("applications.read_files", reads_files)
rules.add_perm("applications.read_applications", is_organiser)
rules.add_perm("applications.choose_finalists", is_organiser)
rules.add_perm("applications.manage_late_codes", is_organiser)
# The outbox knows no people, so this room says who may open it.
rules.add_perm("outbox.manage_letters", is_organiser)
