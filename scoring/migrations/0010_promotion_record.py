import hashlib
import json
from datetime import UTC

from django.db import migrations, models
from django.utils import timezone

from scoring.promotion import guards

GENESIS = "0" * 64


def first_hash(step):
    """As `scoring.promotion.chain.step_hash` was when this was written."""
    body = json.dumps([GENESIS, step], sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(body.encode()).hexdigest()


def begin_the_record(apps, schema_editor):
    """The champion that an earlier version of the program left is the first step; nobody wrote down who or why."""
    juries, steps = apps.get_model("scoring", "JuryModel"), apps.get_model("scoring", "PromotionStep")
    champion = juries.objects.defer("file").filter(status="champion").first()
    if champion is None or steps.objects.exists():
        return
    now = timezone.now()
    step = {
        "number": 1,
        "kind": "installed",
        "jury": champion.version,
        "before": "",
        "answers": None,
        "by_user": None,
        "by_name": "",
        "reason": "",
        "conditions": [],
        "figures": {},
        "sha256": champion.sha256,
        "before_sha256": "",
        "at": now.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    steps.objects.create(**{**step, "jury": champion, "before": None, "at": now, "hash": first_hash(step)})


def install(apps, schema_editor):
    for guard in guards.GUARDS:
        guard.install(schema_editor.connection)


def remove(apps, schema_editor):
    for guard in guards.GUARDS:
        guard.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0009_token_form_key")]
    operations = [
        migrations.AddConstraint(
            model_name="promotionstep",
            constraint=models.CheckConstraint(
                condition=~models.Q(kind__in=["requested", "promoted"])
                | ~models.Q(by_name="") & ~models.Q(reason=""),
                name="promotion_step_in_writing",
            ),
        ),
        migrations.AddConstraint(
            model_name="promotionstep",
            constraint=models.UniqueConstraint(fields=["answers"], name="request_answered_once"),
        ),
        migrations.RunPython(install, remove),
        migrations.RunPython(begin_the_record, migrations.RunPython.noop),
    ]
