"""The pages of people: ways in, invitations, and what belongs to one's own account."""
