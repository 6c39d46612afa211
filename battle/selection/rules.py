import rules

from battle.accounts.rules import is_organiser
from battle.editions.models import Edition


@rules.predicate
def is_shortlist_locked(user: object, edition: Edition | None) -> bool:
    """Before the lock the jury's opinion is nobody's to see."""
    shortlist = getattr(edition, "shortlist", None)
    return bool(shortlist and shortlist.locked_at)


rules.add_perm("selection.select", is_organiser)
rules.add_perm("selection.read_opinions", is_organiser & is_shortlist_locked)
