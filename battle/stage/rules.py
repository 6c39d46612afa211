import rules

from battle.accounts.rules import is_host, is_organiser

rules.add_perm("stage.run_show", is_host | is_organiser)
