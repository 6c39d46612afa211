"""Who else may use a jury, and what they asked it."""

from django.db import models

from scoring.enums import Box


class ApiClient(models.Model):
    """Somebody outside who may use a jury by program. Written by `scoring.sharing` only.

    `jury` is the model shared; None for whichever is champion. A black box has a daily budget of predictions.
    """

    name = models.CharField(max_length=120)
    contact = models.EmailField()
    box = models.CharField(max_length=5, choices=Box)
    jury = models.ForeignKey(
        "JuryModel", null=True, blank=True, on_delete=models.PROTECT, related_name="clients"
    )
    daily_budget = models.PositiveIntegerField(default=200)
    held_until = models.DateTimeField(null=True, blank=True)
    held_for = models.CharField(max_length=40, blank=True)
    created_by = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["name"], name="api_client_name_once"),
            models.CheckConstraint(condition=models.Q(box__in=Box.values), name="api_client_known_box"),
            models.CheckConstraint(condition=models.Q(daily_budget__gt=0), name="api_client_has_a_budget"),
        ]

    def __str__(self) -> str:
        return self.name


class ApiToken(models.Model):
    """A secret that stands for a client, until it expires. Only the SHA-256 of it is kept; it was shown once.

    `replaced_by`: it was rotated; whoever still presents it has a copy that should not exist. `form_key`: of the form
    that asked for it, so that the same form sent twice is one token.
    """

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="tokens")
    prefix = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_by = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces"
    )
    last_used_at = models.DateTimeField(null=True, blank=True)
    form_key = models.CharField(max_length=36, null=True, blank=True, unique=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.prefix


class ApiQuery(models.Model):
    """What a client asked, as levels and nothing else: one byte a question, -1 unanswered. Kept for the guard.

    `refused` is the code of the refusal, "" where a score was given. Deleted after `scoring.sharing.KEPT_DAYS`.
    """

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="queries")
    at = models.DateTimeField()
    sheet = models.BinaryField(max_length=28)
    refused = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["client", "at"], name="api_query_of_client")]

    def __str__(self) -> str:
        return f"{self.client_id} at {self.at:%Y-%m-%d %H:%M}"


class StewardNote(models.Model):
    """Something that a data steward should know of: a code with what it speaks of, and who has seen it."""

    at = models.DateTimeField()
    code = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    client = models.ForeignKey(
        ApiClient, null=True, blank=True, on_delete=models.CASCADE, related_name="notes"
    )
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.code
