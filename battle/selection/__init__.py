"""Finalists are chosen, told and invited."""
