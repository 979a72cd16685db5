"""Indicators of policies, as the country pack defines them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0006_channel_heard_by'),
    ]

    operations = [
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('is_verified', models.BooleanField(default=True, verbose_name='verified')),
                ('label_en', models.TextField(verbose_name='label in English')),
                ('label_ru', models.TextField(verbose_name='label in Russian')),
                ('label_kk', models.TextField(verbose_name='label in Kazakh')),
                ('is_kk_reviewed', models.BooleanField(default=True, help_text='False until a native reader has checked the label.', verbose_name='Kazakh label reviewed')),
                ('order', models.PositiveIntegerField(default=0, verbose_name='order in the list')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='code')),
                ('criterion', models.CharField(choices=[('equity', 'Equity'), ('reputation', 'Costs to reputation'), ('feasibility', 'Political feasibility'), ('effectiveness', 'Effectiveness'), ('uncertainty', 'Degree of uncertainty')], max_length=15, verbose_name='criterion')),
                ('formula_en', models.TextField(verbose_name='how it is counted, in English')),
                ('formula_ru', models.TextField(verbose_name='how it is counted, in Russian')),
                ('formula_kk', models.TextField(verbose_name='how it is counted, in Kazakh')),
                ('better', models.CharField(choices=[('up', 'More is better'), ('down', 'Less is better'), ('ambiguous', 'Neither way alone is better')], max_length=10, verbose_name='which way is better')),
                ('evidence', models.JSONField(blank=True, default=dict, verbose_name='evidence by alternative')),
                ('measured_by', models.CharField(blank=True, max_length=60, verbose_name='measured by')),
                ('unmeasured', models.CharField(blank=True, choices=[('not_yet', 'Not computed here yet, although what it takes is recorded.'), ('not_recorded', 'What it takes is not recorded here.'), ('otherwise', 'A number that comes close is counted here, but by another definition.'), ('elsewhere', 'It rests on facts that others keep.')], default='', max_length=15, verbose_name='why not measured')),
            ],
            options={
                'verbose_name': 'indicator',
                'verbose_name_plural': 'indicators',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('measured_by', ''), ('unmeasured__gt', '')), models.Q(('measured_by__gt', ''), ('unmeasured', '')), _connector='OR'), name='institutions_indicator_measured_or_not', violation_error_message='An indicator names the figure that measures it, or why there is none.')],
            },
        ),
    ]
