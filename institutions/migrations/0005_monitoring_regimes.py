"""The terms of monitoring get a table of their own, with their days and their time limits."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0004_circumstances'),
    ]

    operations = [
        migrations.AlterField(
            model_name='term',
            name='list',
            field=models.CharField(choices=[('method', 'Methods'), ('purpose', 'Purposes'), ('involvement', 'Degrees of involvement'), ('reprisal_type', 'Kinds of reprisal'), ('risk_level', 'Levels of risk'), ('protection_measure', 'Protection measures'), ('consent_scope', 'Scopes of consent'), ('consistency', 'Degrees of consistency'), ('evidence_type', 'Kinds of evidence'), ('visit_type', 'Kinds of visit'), ('notice_mode', 'Notice given'), ('access_outcome', 'Access to places'), ('interview_mode', 'Modes of interview'), ('finding_theme', 'Themes of findings'), ('recommendation_status', 'Statuses of recommendations')], max_length=25, verbose_name='list'),
        ),
        migrations.CreateModel(
            name='MonitoringRegime',
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
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('visit_types', models.JSONField(blank=True, default=list, verbose_name='kinds of visit')),
                ('notice', models.CharField(choices=[('none', 'No notice'), ('ahead', 'Notice some time before'), ('permission', 'Notice and permission'), ('agreement', 'By agreement'), ('undefined', 'Not laid down')], max_length=12, verbose_name='notice')),
                ('notice_hours', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='hours of notice')),
                ('notice_text', models.CharField(blank=True, max_length=200, verbose_name='notice as written')),
                ('interviews', models.CharField(choices=[('private', 'In private'), ('supervised', 'In the presence of staff'), ('escorted', 'Escorted by staff'), ('undefined', 'Not laid down')], max_length=12, verbose_name='interviews')),
                ('interview_text', models.CharField(blank=True, max_length=200, verbose_name='interviews as written')),
                ('decided_by', models.CharField(blank=True, max_length=200, verbose_name='who sets the visit')),
                ('limited_by', models.CharField(blank=True, max_length=200, verbose_name='may be limited by')),
                ('product', models.CharField(blank=True, max_length=200, verbose_name='what comes of it')),
                ('interval_months', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='interval in months')),
                ('lapses_after_months', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='lapses after months')),
                ('reply_amount', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='time for a reply')),
                ('reply_unit', models.CharField(blank=True, choices=[('hours', 'hours'), ('days', 'days'), ('working_days', 'working days'), ('months', 'months'), ('years', 'years'), ('prompt', 'at once')], default='', max_length=15, verbose_name='unit')),
                ('legal_basis', models.CharField(blank=True, max_length=200, verbose_name='legal basis')),
                ('is_scenario', models.BooleanField(default=False, verbose_name='scenario only')),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.body', verbose_name='body')),
                ('passes_complaints_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.body', verbose_name='passes complaints to')),
            ],
            options={
                'verbose_name': 'monitoring regime',
                'verbose_name_plural': 'monitoring regimes',
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_from__lte', models.F('valid_to')), _connector='OR'), name='institutions_monitoringregime_dates_in_order', violation_error_message='The validity ends before it begins.'), models.CheckConstraint(condition=models.Q(models.Q(('reply_amount__isnull', True), ('reply_unit', '')), models.Q(('reply_amount__gte', 1), models.Q(('reply_unit', ''), _negated=True)), _connector='OR'), name='institutions_regime_reply_has_unit', violation_error_message='The time for a reply has a number and a unit, or neither.')],
            },
        ),
    ]
