"""Who else may use a jury: clients, their tokens, what they asked, and the file that a white-box client downloads."""

KEPT_DAYS = 30
"""For so long the queries of a black-box client are kept, as levels and nothing else."""
