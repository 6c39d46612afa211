from django.conf import settings
from django.db import models
from django.db.models import Q

from scoring.past import Label


class Outcome(models.Model):
    """What became of a contender, as somebody knew it on a day and read it somewhere.

    There is one for each contender of a show and label. It is never changed: a correction, and taking it back, is
    another `version` that says why, and the newest counts. Written by `aftermath.actions` only.
    """

    show = models.ForeignKey("showlog.Show", on_delete=models.PROTECT, related_name="outcomes")
    contender = models.CharField(max_length=80)
    label = models.CharField(max_length=10, choices=Label)
    version = models.PositiveSmallIntegerField()
    success = models.BooleanField()
    meaning = models.CharField(max_length=300)
    known_on = models.DateField()
    source = models.CharField(max_length=300)
    source_url = models.URLField(max_length=500, blank=True)
    withdrawn = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["show", "contender", "label", "version"]
        constraints = [
            # Two who record or correct the same at once make the same version: the second is told of the first.
            models.UniqueConstraint(
                fields=["show", "contender", "label", "version"], name="outcome_version_once"
            ),
            models.CheckConstraint(condition=Q(label__in=Label.values), name="outcome_label_known"),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(meaning=""), name="outcome_has_source_and_meaning"
            ),
            models.CheckConstraint(
                condition=Q(version=1, withdrawn=False, reason="") | (Q(version__gt=1) & ~Q(reason="")),
                name="outcome_changed_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contender} {self.label} {self.version}"
