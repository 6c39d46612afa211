"""The pages of reviews: the reviewer's queue and reading, the organiser's settings and results."""
