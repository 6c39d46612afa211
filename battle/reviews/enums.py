from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewState(models.TextChoices):
    """Where one reader stands with one application. Only a submitted review counts as a read."""

    OPEN = "open", _("To read")
    SUBMITTED = "submitted", _("Submitted")
    ABSTAINED = "abstained", _("Abstained")
    RECUSED = "recused", _("Recused")
    GIVEN_BACK = "given_back", _("Given back")


# The reader may open the application in these.
READABLE = (ReviewState.OPEN, ReviewState.SUBMITTED, ReviewState.ABSTAINED)


class Visibility(models.TextChoices):
    """When a reviewer sees what the others wrote about the same application."""

    NEVER = "never", _("Never")
    AFTER_OWN = "after_own", _("After their own review")
    ALWAYS = "always", _("Always")


class ConflictKind(models.TextChoices):
    """Why a reviewer may be too close to an application. The first four are found, the others are said."""

    OWN = "own", _("It is their own application")
    DOMAIN = "domain", _("Same mail domain")
    INVESTOR = "investor", _("Named among the investors or in the evidence")
    DECLARED = "declared", _("On the reviewer's own list")
    WORK = "work", _("Works or worked with them")
    MONEY = "money", _("Has money in it")
    FAMILY = "family", _("Family or friends")
    RIVAL = "rival", _("Has or backs a rival")
    OTHER = "other", _("Another reason")


# What a reviewer can name; the rest is found by comparing.
SAID = (ConflictKind.WORK, ConflictKind.MONEY, ConflictKind.FAMILY, ConflictKind.RIVAL, ConflictKind.OTHER)


class ConflictState(models.TextChoices):
    """A suggested conflict keeps the application closed until the reviewer has answered."""

    SUGGESTED = "suggested", _("Waiting for an answer")
    RECUSED = "recused", _("Recused")
    STATED_NONE = "stated_none", _("Stated: no conflict")
