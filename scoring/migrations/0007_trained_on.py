from django.db import migrations
from django.db.models import F


def note_what_was_learned_from(apps, schema_editor):
    jury, link = apps.get_model("scoring", "JuryModel"), apps.get_model("scoring", "TrainedOn")
    taught = jury.objects.filter(dataset__isnull=False).select_related("dataset").defer("file")
    for record in taught:
        link.objects.create(jury=record, dataset=record.dataset)
        jury.objects.filter(pk=record.pk).update(
            label=record.dataset.label, label_meaning=record.dataset.label_meaning
        )
    apps.get_model("scoring", "DataSet").objects.update(series=F("name"))


def note_one_data_set(apps, schema_editor):
    jury = apps.get_model("scoring", "JuryModel")
    for link in apps.get_model("scoring", "TrainedOn").objects.all():
        jury.objects.filter(pk=link.jury_id).update(dataset=link.dataset_id)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0006_model_room")]
    operations = [migrations.RunPython(note_what_was_learned_from, note_one_data_set)]
