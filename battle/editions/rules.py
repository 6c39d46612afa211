import rules

from battle.accounts.rules import is_organiser, may_create_editions

rules.add_perm("editions.create_edition", may_create_editions)
rules.add_perm("editions.manage_edition", is_organiser)
