"""A channel knows whose people hear a complaint in person when they visit a place."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0005_monitoring_regimes'),
    ]

    operations = [
        migrations.AddField(
            model_name='channel',
            name='heard_by',
            field=models.ForeignKey(blank=True, help_text='The body whose people hear it when they visit a place.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.body', verbose_name='heard in person by'),
        ),
    ]
