from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    """What the audience sees of a score before the reveal."""

    OPEN = "open", _("Open: scores are shown live")
    SEALED = "sealed", _("Sealed: no score is shown before the reveal")


class CallState(models.TextChoices):
    """Where the call for applications stands at a moment."""

    UPCOMING = "upcoming", _("Opens soon")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
