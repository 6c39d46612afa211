import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0002_data_sets'),
    ]

    operations = [
        migrations.AddField(
            model_name='jurymodel',
            name='dataset',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='juries',
                to='scoring.dataset',
            ),
        ),
    ]
