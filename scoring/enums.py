from django.db import models


class Status(models.TextChoices):
    """The life of a jury model. One at most is the champion."""

    CANDIDATE = "candidate", "candidate"
    CHAMPION = "champion", "champion"
    RETIRED = "retired", "retired"
