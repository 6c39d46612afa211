"""Who may: predicates on a person and an edition, from which the other rooms build their permissions."""

from typing import TYPE_CHECKING

import rules

from battle.accounts.enums import Role

if TYPE_CHECKING:
    from battle.accounts.models import User
    from battle.editions.models import Edition


def has_role(role: Role) -> rules.Predicate:
    """A predicate that is true for a signed-in member of the edition with that role; never without an edition."""

    @rules.predicate(f"has_role:{role}")
    def holds(user: "User", edition: "Edition | None") -> bool:
        if edition is None or not user.is_authenticated:
            return False
        return user.memberships.filter(edition=edition, role=role).exists()

    return holds


is_organiser = has_role(Role.ORGANISER)
is_host = has_role(Role.HOST)
is_reviewer = has_role(Role.REVIEWER)


@rules.predicate
def is_steward(user: "User") -> bool:
    return bool(user.is_authenticated and user.is_steward)


@rules.predicate
def may_create_editions(user: "User") -> bool:
    return bool(user.is_authenticated and user.may_create_editions)


@rules.predicate
def is_somebody(user: "User") -> bool:
    return bool(user.is_authenticated)


# Asked by scoring's pages, which may not know this room: the name of the permission is all they share.
rules.add_perm("scoring.open_model_room", is_steward)
