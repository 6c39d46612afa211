"""The pages of editions: what everybody sees, the organiser's form, the team."""
