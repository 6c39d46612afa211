from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What organisers decided about an application; nobody else learns of it until the decisions are applied."""

    FINALIST = "finalist", _("Finalist")
    RESERVE = "reserve", _("Reserve")
    DECLINED = "declined", _("Not selected")


class Outcome(models.TextChoices):
    """What became of an invitation. Only an open one can be answered."""

    OPEN = "open", _("Not answered yet")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Not answered in time")
    WITHDRAWN = "withdrawn", _("Application withdrawn")
    TAKEN_BACK = "taken_back", _("Taken back")
