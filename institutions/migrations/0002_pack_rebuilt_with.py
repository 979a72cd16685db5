"""The pack remembers with which rules everything that follows from events was last built."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='pack',
            name='rebuilt_with',
            field=models.CharField(blank=True, default='', help_text='Fingerprint of the pack and the program with which everything that follows from events was built.', max_length=64, verbose_name='rebuilt with'),
        ),
    ]
