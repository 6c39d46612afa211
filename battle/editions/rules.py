import rules

from battle.accounts.rules import is_organiser, is_somebody, may_create_editions

rules.add_perm("editions.read_published", rules.always_allow)
rules.add_perm("editions.see_own", is_somebody)
rules.add_perm("editions.create_edition", may_create_editions)
rules.add_perm("editions.manage_edition", is_organiser)
rules.add_perm("editions.clone_edition", is_organiser & may_create_editions)
