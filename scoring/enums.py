from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    """The life of a jury model. One at most is the champion."""

    CANDIDATE = "candidate", _("Candidate")
    CHAMPION = "champion", _("Champion")
    RETIRED = "retired", _("Retired")


class Kind(models.TextChoices):
    """What a run does."""

    TRAIN = "train", _("Training")
    COMPARE = "compare", _("Comparison")


class RunState(models.TextChoices):
    """The life of a run: it waits for a trainer, runs, and ends in one of three ways."""

    QUEUED = "queued", _("Waiting for a trainer")
    RUNNING = "running", _("Running")
    DONE = "done", pgettext_lazy("work", "Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")

    @classmethod
    def active(cls) -> list[str]:
        return [cls.QUEUED, cls.RUNNING]


class Stage(models.TextChoices):
    """The stages of a run, in their order; a comparison has the last but one alone."""

    PREPARE = "prepare", _("Prepare the rows")
    FIT = "fit", _("Train folds and bootstrap members")
    CALIBRATE = "calibrate", _("Calibrate scores and bands")
    JUDGE = "judge", _("Prove the promises and evaluate")
    COMPARE = "compare", _("Compare with the champion")
    REGISTER = "register", _("Register")


class PartState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", pgettext_lazy("work", "Done")
    FAILED = "failed", _("Failed")


class Step(models.TextChoices):
    """What may happen to the championship. `INSTALLED`: where there was no champion, without a person."""

    INSTALLED = "installed", _("Installed")
    REQUESTED = "requested", _("Overruling asked for")
    WITHDRAWN = "withdrawn", _("Request withdrawn")
    PROMOTED = "promoted", _("Promoted")
    ROLLED_BACK = "rolled_back", _("Rolled back")

    @classmethod
    def crowning(cls) -> list[str]:
        """Those after which another jury is champion."""
        return [cls.INSTALLED, cls.PROMOTED, cls.ROLLED_BACK]

    @classmethod
    def in_writing(cls) -> list[str]:
        """Those that need a name and a reason."""
        return [cls.REQUESTED, cls.PROMOTED]


class Box(models.TextChoices):
    """How much of a jury an outside client gets."""

    WHITE = "white", _("White box")
    BLACK = "black", _("Black box")
