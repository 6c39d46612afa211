"""Editions of before drafts were are public, and their prizes are in the first of their languages."""

from django.db import migrations
from django.db.models import F


def publish(apps, schema_editor):
    editions = apps.get_model("editions", "Edition").objects.using(schema_editor.connection.alias)
    editions.filter(published_at=None).update(published_at=F("created_at"))
    prizes = apps.get_model("editions", "Prize").objects.using(schema_editor.connection.alias)
    for prize in list(prizes.select_related("edition")):
        language = prize.edition.languages[0].replace("-", "_")
        prizes.filter(pk=prize.pk).update(**{f"text_{language}": prize.text})


def keep_the_texts(apps, schema_editor):
    """Back to one text: the first that there is."""
    prizes = apps.get_model("editions", "Prize").objects.using(schema_editor.connection.alias)
    for prize in list(prizes.select_related("edition")):
        languages = [*prize.edition.languages, "en", "es", "pt-br"]
        texts = (getattr(prize, f"text_{language.replace('-', '_')}") for language in languages)
        prizes.filter(pk=prize.pk).update(text=next((text for text in texts if text), prize.text))


class Migration(migrations.Migration):
    dependencies = [("editions", "0002_drafts_texts_and_history")]

    operations = [migrations.RunPython(publish, keep_the_texts)]
