from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """How far a table has come in."""

    UPLOADED = "uploaded", _("Columns to be matched")
    PREVIEWED = "previewed", _("To be confirmed")
    DONE = "done", _("Taken in")


class Kind(models.TextChoices):
    """What becomes of a row. `HELD` are changes of finalists: taken only where the organiser says so."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    HELD = "held", _("Finalists")
    SAME = "same", _("Same as here")
    WRONG = "wrong", _("Wrong")
