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


# Who has a place in the show: on the running order, or asked and not answered yet.
HOLDING = (State.FINALIST, State.INVITED)


class Source(models.TextChoices):
    """How an application came in."""

    FORM = "form", _("Form")
    API = "api", _("API")
    IMPORT = "import", _("Import")


class Progress(models.TextChoices):
    """How far one section of an application is."""

    NOT_BEGUN = "not_begun", _("Not begun")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETE = "complete", _("Complete")
    NEEDS_ATTENTION = "needs_attention", _("Needs attention")


# What its owner may still change or take back: nothing was decided yet, as far as the owner can know.
UNDECIDED = frozenset({State.SUBMITTED, State.SHORTLISTED})
EDITABLE = frozenset({State.DRAFT, *UNDECIDED})
