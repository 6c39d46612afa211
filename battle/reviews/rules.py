import rules

from battle.accounts.rules import is_organiser, is_reviewer

rules.add_perm("reviews.review", is_reviewer)
rules.add_perm("reviews.manage_reviews", is_organiser)
