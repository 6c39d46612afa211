from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0003_jury_model_data_set'),
    ]

    operations = [
        migrations.AddField(
            model_name='jurymodel',
            name='proof',
            field=models.JSONField(default=dict, editable=False),
        ),
    ]
