import rules

from battle.accounts.rules import is_organiser, is_steward

# Once revealed, a result is public for good. What became of a contender never is.
rules.add_perm("aftermath.view_result", rules.always_allow)
rules.add_perm("aftermath.record_outcomes", is_organiser | is_steward)
