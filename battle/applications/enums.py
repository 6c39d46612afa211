from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where an application stands. A finalist is on the running order of the show.

    A draft is the applicant's alone: no organiser's or reviewer's list, count or export shows it.
    """

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    INVITED = "invited", _("Invited")
    FINALIST = "finalist", _("Finalist")
    RESERVE = "reserve", _("Reserve")
    DECLINED = "declined", _("Not selected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Source(models.TextChoices):
    """How an application came in."""

    FORM = "form", _("Form")
    API = "api", _("API")
    IMPORT = "import", _("Import")
