"""Reviewers read applications and judge them."""
