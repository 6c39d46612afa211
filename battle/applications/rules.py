import rules

from battle.accounts.rules import is_organiser

# Whether the call is open is not a question of who asks; the action answers it.
rules.add_perm("applications.apply", rules.always_allow)
rules.add_perm("applications.read_applications", is_organiser)
rules.add_perm("applications.choose_finalists", is_organiser)
