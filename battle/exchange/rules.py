import rules

from battle.accounts.rules import is_organiser

rules.add_perm("exchange.import_applications", is_organiser)
rules.add_perm("exchange.export_applications", is_organiser)
rules.add_perm("exchange.read_changes", is_organiser)
rules.add_perm("exchange.see_forgetting", is_organiser)
