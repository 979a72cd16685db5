"""Visits, findings, recommendations, plans and drafts."""

import uuid

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import complaints.models.cases


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0007_monitors_read_cases'),
        ('complaints', '0011_views_of_lists'),
        ('institutions', '0005_monitoring_regimes'),
        ('vault', '0004_keys_stay'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('kind', models.CharField(choices=[('concern', 'Concern'), ('good_practice', 'Good practice')], default='concern', max_length=15, verbose_name='kind')),
                ('severity', models.CharField(choices=[('none', 'Not rated'), ('low', 'Minor'), ('medium', 'Serious'), ('high', 'Grave'), ('urgent', 'Grave and urgent')], default='none', max_length=10, verbose_name='severity')),
                ('sources', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('interviews', 'Interviews with people held'), ('staff', 'What staff said'), ('seen', 'Seen with own eyes'), ('documents', 'Registers and files'), ('medical', 'Medical examination'), ('outside', 'Lawyers, relatives, others outside')], max_length=12), blank=True, default=list, size=None, verbose_name='rests on')),
                ('may_be_public', models.BooleanField(default=False, help_text='Somebody has read the words again: nobody can be recognised in them.', verbose_name='may stand in the public report')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.term', verbose_name='theme')),
            ],
            options={
                'verbose_name': 'finding',
                'verbose_name_plural': 'findings',
            },
        ),
        migrations.CreateModel(
            name='InterviewComplaint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pseudonym', models.CharField(blank=True, default='', max_length=6, validators=[django.core.validators.RegexValidator('^[A-Z]{1,2}\\d{1,3}$', 'A letter and a number, for example P3; never a name.')], verbose_name='pseudonym')),
                ('may_be_passed', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('partly', 'Partly'), ('disputed', 'Disputed'), ('unknown', 'Not known'), ('refused', 'Answer refused'), ('not_asked', 'Not asked')], default='not_asked', max_length=10, verbose_name='agrees to be passed on')),
                ('state', models.CharField(choices=[('waiting', 'To be passed on'), ('no_consent', 'Not passed on: the person did not agree'), ('passed', 'Passed on'), ('confirmed', 'Receipt confirmed')], default='waiting', max_length=12, verbose_name='passing on')),
                ('passed_on', models.DateField(blank=True, null=True, verbose_name='passed on')),
                ('confirmed_on', models.DateField(blank=True, null=True, verbose_name='receipt confirmed on')),
                ('register_number', models.CharField(blank=True, default='', max_length=40, verbose_name='number given there')),
                ('complaint', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='interview', to='complaints.complaint')),
                ('mode', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.term', verbose_name='mode of the interview')),
                ('passed_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.body', verbose_name='passed on to')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'complaint from an interview',
                'verbose_name_plural': 'complaints from interviews',
            },
        ),
        migrations.CreateModel(
            name='InterviewCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='people')),
                ('mode', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.term', verbose_name='mode')),
            ],
            options={
                'verbose_name': 'count of interviews',
                'verbose_name_plural': 'counts of interviews',
            },
        ),
        migrations.CreateModel(
            name='RecommendationLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('sent_on', models.DateField(verbose_name='sent on')),
                ('received_on', models.DateField(blank=True, null=True, verbose_name='received on')),
                ('answer_due_on', models.DateField(blank=True, null=True, verbose_name='answer due on')),
                ('number', models.CharField(blank=True, default='', max_length=40, verbose_name='number of the letter')),
                ('addressee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.body', verbose_name='addressee')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'letter with recommendations',
                'verbose_name_plural': 'letters with recommendations',
            },
        ),
        migrations.CreateModel(
            name='Recommendation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('priority', models.CharField(choices=[('urgent', 'At once'), ('short', 'Within months'), ('long', 'In the long run')], default='short', max_length=10, verbose_name='priority')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='answer due on')),
                ('status_on', models.DateField(blank=True, null=True, verbose_name='since')),
                ('said_on', models.DateField(blank=True, null=True, verbose_name='said on')),
                ('verified_on', models.DateField(blank=True, null=True, verbose_name='verified on')),
                ('may_be_public', models.BooleanField(default=False, verbose_name='may stand in the public report')),
                ('addressee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.body', verbose_name='addressee')),
                ('finding', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='monitoring.finding', verbose_name='follows from')),
                ('legal_basis', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.legalinstrument', verbose_name='rests on')),
                ('said', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.term', verbose_name='said by the authority')),
                ('status', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.term', verbose_name='stands')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.term', verbose_name='theme')),
                ('verified', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.term', verbose_name='verified on site')),
                ('letter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recommendations', to='monitoring.recommendationletter')),
            ],
            options={
                'verbose_name': 'recommendation',
                'verbose_name_plural': 'recommendations',
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('reference', models.CharField(default=complaints.models.cases.random_reference, editable=False, max_length=9, unique=True, verbose_name='reference')),
                ('data_set', models.CharField(choices=[('own', 'Own cases'), ('public_record', 'Public record'), ('demonstration', 'Demonstration (invented)')], max_length=15, verbose_name='data set')),
                ('trigger', models.CharField(choices=[('programme', 'The programme of visits'), ('complaints', 'Reports of torture or ill-treatment'), ('follow_up', 'To see what became of recommendations'), ('reprisals', 'To prevent reprisals after an earlier visit'), ('request', 'A request from outside'), ('other', 'Another reason'), ('unknown', 'Not known')], default='unknown', max_length=12, verbose_name='why')),
                ('notice_demanded', models.CharField(choices=[('nobody', 'Nobody'), ('law', 'The law'), ('administration', 'The administration of the place'), ('authority', 'A higher authority'), ('ourselves', 'Given of our own will'), ('unknown', 'Not known')], default='unknown', max_length=15, verbose_name='notice required by')),
                ('visited_on', models.DateField(verbose_name='day of the visit')),
                ('arrived_at', models.DateTimeField(blank=True, null=True, verbose_name='at the gate')),
                ('entered_at', models.DateTimeField(blank=True, null=True, verbose_name='let in')),
                ('left_at', models.DateTimeField(blank=True, null=True, verbose_name='left')),
                ('cooperation', models.CharField(choices=[('good', 'Helpful'), ('correct', 'Correct'), ('reluctant', 'Reluctant'), ('hindering', 'Hindering'), ('unknown', 'Not recorded')], default='unknown', max_length=10, verbose_name='behaviour of the administration')),
                ('persons_offered', models.PositiveIntegerField(blank=True, null=True, verbose_name='people offered an interview')),
                ('mistaken_on', models.DateField(blank=True, null=True, verbose_name='taken back as a mistake on')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='recorded at')),
                ('access', models.ManyToManyField(blank=True, related_name='+', to='institutions.term', verbose_name='access')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='institutions.facility', verbose_name='place')),
                ('notice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.term', verbose_name='notice given')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='accounts.organisation')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('regime', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.monitoringregime', verbose_name='under which terms')),
                ('safe', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visit', to='vault.safe', verbose_name='sealed content')),
                ('visit_type', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.term', verbose_name='kind of visit')),
            ],
            options={
                'verbose_name': 'visit',
                'verbose_name_plural': 'visits',
            },
        ),
        migrations.CreateModel(
            name='ReprisalAfterVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='after_visit', to='complaints.caseevent')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reprisals', to='monitoring.visit')),
            ],
            options={
                'verbose_name': 'reprisal after a visit',
                'verbose_name_plural': 'reprisals after visits',
            },
        ),
        migrations.AddField(
            model_name='recommendationletter',
            name='visit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='monitoring.visit'),
        ),
        migrations.CreateModel(
            name='RecommendationHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('priority', models.CharField(choices=[('urgent', 'At once'), ('short', 'Within months'), ('long', 'In the long run')], default='short', max_length=10, verbose_name='priority')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='answer due on')),
                ('status_on', models.DateField(blank=True, null=True, verbose_name='since')),
                ('said_on', models.DateField(blank=True, null=True, verbose_name='said on')),
                ('verified_on', models.DateField(blank=True, null=True, verbose_name='verified on')),
                ('may_be_public', models.BooleanField(default=False, verbose_name='may stand in the public report')),
                ('addressee', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.body', verbose_name='addressee')),
                ('legal_basis', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.legalinstrument', verbose_name='rests on')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='monitoring.recommendation')),
                ('said', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.term', verbose_name='said by the authority')),
                ('status', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.term', verbose_name='stands')),
                ('theme', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.term', verbose_name='theme')),
                ('verified', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.term', verbose_name='verified on site')),
                ('letter', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.recommendationletter')),
                ('visit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.visit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='recommendation',
            name='visit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='recommendations', to='monitoring.visit'),
        ),
        migrations.CreateModel(
            name='InterviewCountHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('number', models.PositiveIntegerField(verbose_name='people')),
                ('mode', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.term', verbose_name='mode')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='monitoring.interviewcount')),
                ('visit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.visit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='interviewcount',
            name='visit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='interviews', to='monitoring.visit'),
        ),
        migrations.CreateModel(
            name='InterviewComplaintHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pseudonym', models.CharField(blank=True, default='', max_length=6, validators=[django.core.validators.RegexValidator('^[A-Z]{1,2}\\d{1,3}$', 'A letter and a number, for example P3; never a name.')], verbose_name='pseudonym')),
                ('may_be_passed', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('partly', 'Partly'), ('disputed', 'Disputed'), ('unknown', 'Not known'), ('refused', 'Answer refused'), ('not_asked', 'Not asked')], default='not_asked', max_length=10, verbose_name='agrees to be passed on')),
                ('state', models.CharField(choices=[('waiting', 'To be passed on'), ('no_consent', 'Not passed on: the person did not agree'), ('passed', 'Passed on'), ('confirmed', 'Receipt confirmed')], default='waiting', max_length=12, verbose_name='passing on')),
                ('passed_on', models.DateField(blank=True, null=True, verbose_name='passed on')),
                ('confirmed_on', models.DateField(blank=True, null=True, verbose_name='receipt confirmed on')),
                ('register_number', models.CharField(blank=True, default='', max_length=40, verbose_name='number given there')),
                ('complaint', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint')),
                ('mode', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.term', verbose_name='mode of the interview')),
                ('passed_to', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.body', verbose_name='passed on to')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='monitoring.interviewcomplaint')),
                ('visit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.visit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='interviewcomplaint',
            name='visit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='monitoring.visit'),
        ),
        migrations.CreateModel(
            name='FindingHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('kind', models.CharField(choices=[('concern', 'Concern'), ('good_practice', 'Good practice')], default='concern', max_length=15, verbose_name='kind')),
                ('severity', models.CharField(choices=[('none', 'Not rated'), ('low', 'Minor'), ('medium', 'Serious'), ('high', 'Grave'), ('urgent', 'Grave and urgent')], default='none', max_length=10, verbose_name='severity')),
                ('sources', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('interviews', 'Interviews with people held'), ('staff', 'What staff said'), ('seen', 'Seen with own eyes'), ('documents', 'Registers and files'), ('medical', 'Medical examination'), ('outside', 'Lawyers, relatives, others outside')], max_length=12), blank=True, default=list, size=None, verbose_name='rests on')),
                ('may_be_public', models.BooleanField(default=False, help_text='Somebody has read the words again: nobody can be recognised in them.', verbose_name='may stand in the public report')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='monitoring.finding')),
                ('theme', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.term', verbose_name='theme')),
                ('visit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.visit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='finding',
            name='visit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='monitoring.visit'),
        ),
        migrations.CreateModel(
            name='VisitAfterwards',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('follow_up', models.CharField(choices=[('none', 'Nothing special'), ('contact', 'Keep contact with relatives or lawyers'), ('visit', 'An intermediate visit'), ('urgent', 'A return at once'), ('unknown', 'Not decided')], default='unknown', max_length=10, verbose_name='what follows')),
                ('look_again_on', models.DateField(blank=True, null=True, verbose_name='return until')),
                ('reported_on', models.DateField(blank=True, null=True, verbose_name='report written on')),
                ('sent_on', models.DateField(blank=True, null=True, verbose_name='report sent on')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='report published on')),
                ('is_anonymised', models.BooleanField(default=False, verbose_name='published without anybody recognisable')),
                ('reprisal_risk', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.term', verbose_name='risk of reprisals')),
                ('visit', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='afterwards', to='monitoring.visit')),
            ],
            options={
                'verbose_name': 'what followed a visit',
                'verbose_name_plural': 'what followed visits',
            },
        ),
        migrations.CreateModel(
            name='VisitAfterwardsHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('follow_up', models.CharField(choices=[('none', 'Nothing special'), ('contact', 'Keep contact with relatives or lawyers'), ('visit', 'An intermediate visit'), ('urgent', 'A return at once'), ('unknown', 'Not decided')], default='unknown', max_length=10, verbose_name='what follows')),
                ('look_again_on', models.DateField(blank=True, null=True, verbose_name='return until')),
                ('reported_on', models.DateField(blank=True, null=True, verbose_name='report written on')),
                ('sent_on', models.DateField(blank=True, null=True, verbose_name='report sent on')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='report published on')),
                ('is_anonymised', models.BooleanField(default=False, verbose_name='published without anybody recognisable')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='monitoring.visitafterwards')),
                ('reprisal_risk', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.term', verbose_name='risk of reprisals')),
                ('visit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.visit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VisitDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('detention', 'Register of detention'), ('injuries', 'Register of injuries'), ('incidents', 'Register of incidents'), ('force', 'Register of the use of force and of restraints'), ('discipline', 'Register of punishments and isolation'), ('complaints', 'Register of complaints'), ('medical', 'Medical files'), ('video', 'Video recordings'), ('deaths', 'Papers about deaths')], max_length=12, verbose_name='document')),
                ('outcome', models.CharField(choices=[('seen', 'Seen'), ('refused', 'Refused'), ('not_kept', 'Not kept by the place'), ('not_asked', 'Not asked for')], max_length=10, verbose_name='outcome')),
                ('visit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='monitoring.visit')),
            ],
            options={
                'verbose_name': 'document of a visit',
                'verbose_name_plural': 'documents of visits',
            },
        ),
        migrations.CreateModel(
            name='VisitDocumentHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('kind', models.CharField(choices=[('detention', 'Register of detention'), ('injuries', 'Register of injuries'), ('incidents', 'Register of incidents'), ('force', 'Register of the use of force and of restraints'), ('discipline', 'Register of punishments and isolation'), ('complaints', 'Register of complaints'), ('medical', 'Medical files'), ('video', 'Video recordings'), ('deaths', 'Papers about deaths')], max_length=12, verbose_name='document')),
                ('outcome', models.CharField(choices=[('seen', 'Seen'), ('refused', 'Refused'), ('not_kept', 'Not kept by the place'), ('not_asked', 'Not asked for')], max_length=10, verbose_name='outcome')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='monitoring.visitdocument')),
                ('visit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.visit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VisitHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('data_set', models.CharField(choices=[('own', 'Own cases'), ('public_record', 'Public record'), ('demonstration', 'Demonstration (invented)')], max_length=15, verbose_name='data set')),
                ('trigger', models.CharField(choices=[('programme', 'The programme of visits'), ('complaints', 'Reports of torture or ill-treatment'), ('follow_up', 'To see what became of recommendations'), ('reprisals', 'To prevent reprisals after an earlier visit'), ('request', 'A request from outside'), ('other', 'Another reason'), ('unknown', 'Not known')], default='unknown', max_length=12, verbose_name='why')),
                ('notice_demanded', models.CharField(choices=[('nobody', 'Nobody'), ('law', 'The law'), ('administration', 'The administration of the place'), ('authority', 'A higher authority'), ('ourselves', 'Given of our own will'), ('unknown', 'Not known')], default='unknown', max_length=15, verbose_name='notice required by')),
                ('visited_on', models.DateField(verbose_name='day of the visit')),
                ('arrived_at', models.DateTimeField(blank=True, null=True, verbose_name='at the gate')),
                ('entered_at', models.DateTimeField(blank=True, null=True, verbose_name='let in')),
                ('left_at', models.DateTimeField(blank=True, null=True, verbose_name='left')),
                ('cooperation', models.CharField(choices=[('good', 'Helpful'), ('correct', 'Correct'), ('reluctant', 'Reluctant'), ('hindering', 'Hindering'), ('unknown', 'Not recorded')], default='unknown', max_length=10, verbose_name='behaviour of the administration')),
                ('persons_offered', models.PositiveIntegerField(blank=True, null=True, verbose_name='people offered an interview')),
                ('mistaken_on', models.DateField(blank=True, null=True, verbose_name='taken back as a mistake on')),
                ('facility', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.facility', verbose_name='place')),
                ('notice', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.term', verbose_name='notice given')),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organisation')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='monitoring.visit')),
                ('regime', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.monitoringregime', verbose_name='under which terms')),
                ('visit_type', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.term', verbose_name='kind of visit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VisitMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('profession', models.CharField(choices=[('lawyer', 'Lawyer'), ('doctor', 'Doctor'), ('psychiatrist', 'Psychiatrist'), ('psychologist', 'Psychologist'), ('social_worker', 'Social worker'), ('teacher', 'Teacher'), ('journalist', 'Journalist'), ('defender', 'Human rights defender'), ('interpreter', 'Interpreter'), ('other', 'Another profession'), ('unknown', 'Not recorded')], default='unknown', max_length=15, verbose_name='profession')),
                ('part', models.CharField(choices=[('leader', 'Leads the visit'), ('member', 'Member'), ('interpreter', 'Interprets'), ('expert', 'Invited expert')], default='member', max_length=12, verbose_name='part in the team')),
                ('stood_back', models.CharField(choices=[('no', 'Took part'), ('worked_there', 'Stood back: worked there'), ('related', 'Stood back: related to somebody there'), ('other', 'Stood back: another doubt about impartiality')], default='no', max_length=12, verbose_name='stood back')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to=settings.AUTH_USER_MODEL, verbose_name='colleague')),
                ('visit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='members', to='monitoring.visit')),
            ],
            options={
                'verbose_name': 'member of the team',
                'verbose_name_plural': 'members of the team',
            },
        ),
        migrations.CreateModel(
            name='VisitMemberHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('profession', models.CharField(choices=[('lawyer', 'Lawyer'), ('doctor', 'Doctor'), ('psychiatrist', 'Psychiatrist'), ('psychologist', 'Psychologist'), ('social_worker', 'Social worker'), ('teacher', 'Teacher'), ('journalist', 'Journalist'), ('defender', 'Human rights defender'), ('interpreter', 'Interpreter'), ('other', 'Another profession'), ('unknown', 'Not recorded')], default='unknown', max_length=15, verbose_name='profession')),
                ('part', models.CharField(choices=[('leader', 'Leads the visit'), ('member', 'Member'), ('interpreter', 'Interprets'), ('expert', 'Invited expert')], default='member', max_length=12, verbose_name='part in the team')),
                ('stood_back', models.CharField(choices=[('no', 'Took part'), ('worked_there', 'Stood back: worked there'), ('related', 'Stood back: related to somebody there'), ('other', 'Stood back: another doubt about impartiality')], default='no', max_length=12, verbose_name='stood back')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='monitoring.visitmember')),
                ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='colleague')),
                ('visit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.visit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VisitPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('carried_out', 'Carried out'), ('dropped', 'Dropped')], default='planned', max_length=12, verbose_name='state')),
                ('planned_on', models.DateField(verbose_name='planned on')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visit_plans', to='accounts.organisation')),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('visit', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plan', to='monitoring.visit', verbose_name='carried out as')),
            ],
            options={
                'verbose_name': 'plan of a visit',
                'verbose_name_plural': 'plans of visits',
            },
        ),
        migrations.CreateModel(
            name='VisitDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('facts', models.JSONField(blank=True, default=dict, verbose_name='coded facts')),
                ('sealed', models.BinaryField(blank=True, default=b'', verbose_name='words, sealed to the author')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='begun at')),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='saved at')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='monitoring.visit', verbose_name='corrects')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='monitoring.visitplan', verbose_name='from the plan')),
            ],
            options={
                'verbose_name': 'visit being typed in',
                'verbose_name_plural': 'visits being typed in',
            },
        ),
        migrations.CreateModel(
            name='PlanCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField(verbose_name='plan, sealed to the reader')),
                ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='monitoring.visitplan')),
            ],
            options={
                'verbose_name': 'copy of a plan',
                'verbose_name_plural': 'copies of plans',
            },
        ),
        migrations.CreateModel(
            name='VisitPopulation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='places')),
                ('held', models.PositiveIntegerField(blank=True, null=True, verbose_name='people held')),
                ('women', models.PositiveIntegerField(blank=True, null=True, verbose_name='women')),
                ('under_18', models.PositiveIntegerField(blank=True, null=True, verbose_name='under 18')),
                ('over_60', models.PositiveIntegerField(blank=True, null=True, verbose_name='60 and over')),
                ('remand', models.PositiveIntegerField(blank=True, null=True, verbose_name='before a judgment')),
                ('sentenced', models.PositiveIntegerField(blank=True, null=True, verbose_name='sentenced')),
                ('foreigners', models.PositiveIntegerField(blank=True, null=True, verbose_name='foreigners')),
                ('disabled', models.PositiveIntegerField(blank=True, null=True, verbose_name='with a disability')),
                ('in_isolation', models.PositiveIntegerField(blank=True, null=True, verbose_name='in isolation or punishment cells')),
                ('visit', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='population', to='monitoring.visit')),
            ],
            options={
                'verbose_name': 'population of a place',
                'verbose_name_plural': 'populations of places',
            },
        ),
        migrations.CreateModel(
            name='VisitPopulationHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='places')),
                ('held', models.PositiveIntegerField(blank=True, null=True, verbose_name='people held')),
                ('women', models.PositiveIntegerField(blank=True, null=True, verbose_name='women')),
                ('under_18', models.PositiveIntegerField(blank=True, null=True, verbose_name='under 18')),
                ('over_60', models.PositiveIntegerField(blank=True, null=True, verbose_name='60 and over')),
                ('remand', models.PositiveIntegerField(blank=True, null=True, verbose_name='before a judgment')),
                ('sentenced', models.PositiveIntegerField(blank=True, null=True, verbose_name='sentenced')),
                ('foreigners', models.PositiveIntegerField(blank=True, null=True, verbose_name='foreigners')),
                ('disabled', models.PositiveIntegerField(blank=True, null=True, verbose_name='with a disability')),
                ('in_isolation', models.PositiveIntegerField(blank=True, null=True, verbose_name='in isolation or punishment cells')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='monitoring.visitpopulation')),
                ('visit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.visit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VisitPremise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('visited', 'Visited'), ('refused', 'Refused'), ('outside', 'Refused as outside the mandate'), ('not_asked', 'Not asked for')], max_length=10, verbose_name='outcome')),
                ('mandate', models.CharField(choices=[('in', 'Within the mandate'), ('out', 'Outside the mandate'), ('disputed', 'Disputed'), ('scenario', 'Scenario only'), ('unknown', 'Not known')], default='unknown', max_length=10, verbose_name='preventive mandate')),
                ('premise_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.premisetype', verbose_name='room')),
                ('visit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='premises', to='monitoring.visit')),
            ],
            options={
                'verbose_name': 'premise of a visit',
                'verbose_name_plural': 'premises of visits',
            },
        ),
        migrations.CreateModel(
            name='VisitPremiseHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('outcome', models.CharField(choices=[('visited', 'Visited'), ('refused', 'Refused'), ('outside', 'Refused as outside the mandate'), ('not_asked', 'Not asked for')], max_length=10, verbose_name='outcome')),
                ('mandate', models.CharField(choices=[('in', 'Within the mandate'), ('out', 'Outside the mandate'), ('disputed', 'Disputed'), ('scenario', 'Scenario only'), ('unknown', 'Not known')], default='unknown', max_length=10, verbose_name='preventive mandate')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='monitoring.visitpremise')),
                ('premise_type', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.premisetype', verbose_name='room')),
                ('visit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.visit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VisitText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('objectives', 'Objectives and focus'), ('conduct', 'How the visit went'), ('previous', 'What has changed since the last visit'), ('finding', 'Finding'), ('recommendation', 'Recommendation'), ('dissent', 'Dissenting opinion'), ('follow_up', 'Plan against reprisals'), ('reply', 'Reply of the authority'), ('note', 'Note')], max_length=15, verbose_name='kind')),
                ('written_on', models.DateField(verbose_name='written on')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('envelope', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.envelope')),
                ('visit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='monitoring.visit')),
            ],
            options={
                'verbose_name': 'text of a visit',
                'verbose_name_plural': 'texts of visits',
            },
        ),
        migrations.CreateModel(
            name='RecommendationStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('happened_on', models.DateField(verbose_name='on')),
                ('said_by', models.CharField(choices=[('authority', 'Said by the authority'), ('monitor', 'Verified by a monitor on site'), ('own', 'Noted by ourselves')], max_length=10, verbose_name='who says so')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='recorded at')),
                ('recommendation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='monitoring.recommendation')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('status', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.term', verbose_name='status')),
                ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.visit', verbose_name='seen on the visit')),
                ('words', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.visittext')),
            ],
            options={
                'verbose_name': 'step of a recommendation',
                'verbose_name_plural': 'steps of recommendations',
            },
        ),
        migrations.AddField(
            model_name='recommendation',
            name='words',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.visittext', verbose_name='words'),
        ),
        migrations.AddField(
            model_name='finding',
            name='words',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.visittext', verbose_name='description'),
        ),
        migrations.CreateModel(
            name='Dissent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dissents', to='monitoring.visit')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='monitoring.visitmember', verbose_name='member')),
                ('words', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.visittext', verbose_name='opinion')),
            ],
            options={
                'verbose_name': 'dissenting opinion',
                'verbose_name_plural': 'dissenting opinions',
            },
        ),
        migrations.CreateModel(
            name='VisitTrigger',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='triggered_visits', to='complaints.case')),
                ('visit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='triggers', to='monitoring.visit')),
            ],
            options={
                'verbose_name': 'case that triggered a visit',
                'verbose_name_plural': 'cases that triggered visits',
            },
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['data_set', 'organisation', 'visited_on', 'id'], name='monitoring_visit_by_day'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['facility', 'visited_on'], name='monitoring_visit_of_place'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('data_set__in', ['own', 'demonstration'])), name='monitoring_visit_own_or_invented', violation_error_message="A visit belongs to an organisation's own record or to the demonstration."),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('entered_at__isnull', True), ('arrived_at__isnull', True), ('entered_at__gte', models.F('arrived_at')), _connector='OR'), name='monitoring_visit_entered_after_arrival', violation_error_message='Nobody is let in before arriving.'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('left_at__isnull', True), ('entered_at__isnull', True), ('left_at__gte', models.F('entered_at')), _connector='OR'), name='monitoring_visit_left_after_entering', violation_error_message='Nobody leaves before being let in.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."arrived_at" IS DISTINCT FROM (NEW."arrived_at") OR OLD."cooperation" IS DISTINCT FROM (NEW."cooperation") OR OLD."data_set" IS DISTINCT FROM (NEW."data_set") OR OLD."entered_at" IS DISTINCT FROM (NEW."entered_at") OR OLD."facility_id" IS DISTINCT FROM (NEW."facility_id") OR OLD."left_at" IS DISTINCT FROM (NEW."left_at") OR OLD."mistaken_on" IS DISTINCT FROM (NEW."mistaken_on") OR OLD."notice_id" IS DISTINCT FROM (NEW."notice_id") OR OLD."notice_demanded" IS DISTINCT FROM (NEW."notice_demanded") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."persons_offered" IS DISTINCT FROM (NEW."persons_offered") OR OLD."regime_id" IS DISTINCT FROM (NEW."regime_id") OR OLD."trigger" IS DISTINCT FROM (NEW."trigger") OR OLD."visit_type_id" IS DISTINCT FROM (NEW."visit_type_id") OR OLD."visited_on" IS DISTINCT FROM (NEW."visited_on"))', func='INSERT INTO "monitoring_visithistory" ("arrived_at", "cooperation", "data_set", "entered_at", "facility_id", "left_at", "mistaken_on", "notice_demanded", "notice_id", "organisation_id", "persons_offered", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "regime_id", "trigger", "visit_type_id", "visited_on") VALUES (OLD."arrived_at", OLD."cooperation", OLD."data_set", OLD."entered_at", OLD."facility_id", OLD."left_at", OLD."mistaken_on", OLD."notice_demanded", OLD."notice_id", OLD."organisation_id", OLD."persons_offered", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'update\', OLD."id", OLD."regime_id", OLD."trigger", OLD."visit_type_id", OLD."visited_on"); RETURN NULL;', hash='e9351b6eda61521d3d94edc4fb919bdce840b9e9', operation='UPDATE', pgid='pgtrigger_update_update_4778a', table='monitoring_visit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_visithistory" ("arrived_at", "cooperation", "data_set", "entered_at", "facility_id", "left_at", "mistaken_on", "notice_demanded", "notice_id", "organisation_id", "persons_offered", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "regime_id", "trigger", "visit_type_id", "visited_on") VALUES (OLD."arrived_at", OLD."cooperation", OLD."data_set", OLD."entered_at", OLD."facility_id", OLD."left_at", OLD."mistaken_on", OLD."notice_demanded", OLD."notice_id", OLD."organisation_id", OLD."persons_offered", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'delete\', OLD."id", OLD."regime_id", OLD."trigger", OLD."visit_type_id", OLD."visited_on"); RETURN NULL;', hash='5b3de607e5764ffdc3b04f63c0101bb946773b4d', operation='DELETE', pgid='pgtrigger_delete_delete_5037f', table='monitoring_visit', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='recommendationletter',
            index=models.Index(fields=['visit', 'addressee'], name='monitoring_letter_of_visit'),
        ),
        migrations.AddConstraint(
            model_name='recommendationletter',
            constraint=models.CheckConstraint(condition=models.Q(('received_on__isnull', True), ('received_on__gte', models.F('sent_on')), _connector='OR'), name='monitoring_letter_received_after_sent', violation_error_message='A letter is received after it was sent.'),
        ),
        migrations.AddConstraint(
            model_name='recommendationletter',
            constraint=models.CheckConstraint(condition=models.Q(('answer_due_on__isnull', True), ('answer_due_on__gte', models.F('sent_on')), _connector='OR'), name='monitoring_letter_due_after_sent', violation_error_message='An answer is due after the letter was sent.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recommendationhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='abb3f273cffa188896b973831df0d17b854ad7d1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4e9e5', table='monitoring_recommendationhistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interviewcounthistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d24c29e73524cabcfada6ae59ad87d81681ebe65', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9e606', table='monitoring_interviewcounthistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='interviewcount',
            constraint=models.UniqueConstraint(fields=('visit', 'mode'), name='monitoring_interviewcount_once', violation_error_message='Interviews of this mode are already counted.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interviewcount',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."mode_id" IS DISTINCT FROM (NEW."mode_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id"))', func='INSERT INTO "monitoring_interviewcounthistory" ("mode_id", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "visit_id") VALUES (OLD."mode_id", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'update\', OLD."id", OLD."visit_id"); RETURN NULL;', hash='2a8391de014ddbb06a6c8ec402c28f7a1b854c0d', operation='UPDATE', pgid='pgtrigger_update_update_f5d1c', table='monitoring_interviewcount', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interviewcount',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_interviewcounthistory" ("mode_id", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "visit_id") VALUES (OLD."mode_id", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'delete\', OLD."id", OLD."visit_id"); RETURN NULL;', hash='ba045e9a41d5b361ee9c4e6c3c3b885150d024ef', operation='DELETE', pgid='pgtrigger_delete_delete_c502c', table='monitoring_interviewcount', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interviewcomplainthistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4f60ef052b2bec40be9e8a47b172080d960ee000', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_91c82', table='monitoring_interviewcomplainthistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='interviewcomplaint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('passed_on__isnull', True), ('state__in', ['waiting', 'no_consent'])), models.Q(('may_be_passed', 'yes'), ('passed_on__isnull', False), ('passed_to__isnull', False), ('state__in', ['passed', 'confirmed'])), _connector='OR'), name='monitoring_interviewcomplaint_passed_with_consent', violation_error_message='Only what the person agreed to is passed on, to somebody, on a day.'),
        ),
        migrations.AddConstraint(
            model_name='interviewcomplaint',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_on__isnull', True), models.Q(('confirmed_on__gte', models.F('passed_on')), ('state', 'confirmed')), _connector='OR'), name='monitoring_interviewcomplaint_confirmed_after_passed', violation_error_message='A receipt is confirmed after the complaint was passed on.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interviewcomplaint',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."complaint_id" IS DISTINCT FROM (NEW."complaint_id") OR OLD."confirmed_on" IS DISTINCT FROM (NEW."confirmed_on") OR OLD."may_be_passed" IS DISTINCT FROM (NEW."may_be_passed") OR OLD."mode_id" IS DISTINCT FROM (NEW."mode_id") OR OLD."passed_on" IS DISTINCT FROM (NEW."passed_on") OR OLD."passed_to_id" IS DISTINCT FROM (NEW."passed_to_id") OR OLD."pseudonym" IS DISTINCT FROM (NEW."pseudonym") OR OLD."register_number" IS DISTINCT FROM (NEW."register_number") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id"))', func='INSERT INTO "monitoring_interviewcomplainthistory" ("complaint_id", "confirmed_on", "may_be_passed", "mode_id", "passed_on", "passed_to_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "pseudonym", "register_number", "state", "visit_id") VALUES (OLD."complaint_id", OLD."confirmed_on", OLD."may_be_passed", OLD."mode_id", OLD."passed_on", OLD."passed_to_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'update\', OLD."id", OLD."pseudonym", OLD."register_number", OLD."state", OLD."visit_id"); RETURN NULL;', hash='5a6cccf8fd90eb8b515115562c02e3a9c147e5b0', operation='UPDATE', pgid='pgtrigger_update_update_46ea4', table='monitoring_interviewcomplaint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interviewcomplaint',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_interviewcomplainthistory" ("complaint_id", "confirmed_on", "may_be_passed", "mode_id", "passed_on", "passed_to_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "pseudonym", "register_number", "state", "visit_id") VALUES (OLD."complaint_id", OLD."confirmed_on", OLD."may_be_passed", OLD."mode_id", OLD."passed_on", OLD."passed_to_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'delete\', OLD."id", OLD."pseudonym", OLD."register_number", OLD."state", OLD."visit_id"); RETURN NULL;', hash='34fed10aff0007208a5dc63548d8c1f4a687b49d', operation='DELETE', pgid='pgtrigger_delete_delete_32d96', table='monitoring_interviewcomplaint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findinghistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c6ece8adeb9876a3a4086854ce45eacfe0073dce', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_442cc', table='monitoring_findinghistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='visitafterwards',
            constraint=models.CheckConstraint(condition=models.Q(('sent_on__isnull', True), ('reported_on__isnull', True), ('sent_on__gte', models.F('reported_on')), _connector='OR'), name='monitoring_afterwards_sent_after_written', violation_error_message='A report is sent after it was written.'),
        ),
        migrations.AddConstraint(
            model_name='visitafterwards',
            constraint=models.CheckConstraint(condition=models.Q(('published_on__isnull', True), ('is_anonymised', True), _connector='OR'), name='monitoring_afterwards_published_anonymised', violation_error_message='Only a report in which nobody can be recognised is published.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitafterwards',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."follow_up" IS DISTINCT FROM (NEW."follow_up") OR OLD."is_anonymised" IS DISTINCT FROM (NEW."is_anonymised") OR OLD."look_again_on" IS DISTINCT FROM (NEW."look_again_on") OR OLD."published_on" IS DISTINCT FROM (NEW."published_on") OR OLD."reported_on" IS DISTINCT FROM (NEW."reported_on") OR OLD."reprisal_risk_id" IS DISTINCT FROM (NEW."reprisal_risk_id") OR OLD."sent_on" IS DISTINCT FROM (NEW."sent_on") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id"))', func='INSERT INTO "monitoring_visitafterwardshistory" ("follow_up", "is_anonymised", "look_again_on", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_on", "reported_on", "reprisal_risk_id", "sent_on", "visit_id") VALUES (OLD."follow_up", OLD."is_anonymised", OLD."look_again_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'update\', OLD."id", OLD."published_on", OLD."reported_on", OLD."reprisal_risk_id", OLD."sent_on", OLD."visit_id"); RETURN NULL;', hash='5a05911e8b7b13f4ce8dbea31f3d1bf6be9b5c81', operation='UPDATE', pgid='pgtrigger_update_update_18b5f', table='monitoring_visitafterwards', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitafterwards',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_visitafterwardshistory" ("follow_up", "is_anonymised", "look_again_on", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_on", "reported_on", "reprisal_risk_id", "sent_on", "visit_id") VALUES (OLD."follow_up", OLD."is_anonymised", OLD."look_again_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'delete\', OLD."id", OLD."published_on", OLD."reported_on", OLD."reprisal_risk_id", OLD."sent_on", OLD."visit_id"); RETURN NULL;', hash='5f0f666d660d33dcf4d49639682450ce77485991', operation='DELETE', pgid='pgtrigger_delete_delete_f704a', table='monitoring_visitafterwards', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitafterwardshistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1c5d9594d5512439745d5c9643ad39e7d7047a20', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_96016', table='monitoring_visitafterwardshistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='visitdocument',
            constraint=models.UniqueConstraint(fields=('visit', 'kind'), name='monitoring_document_once', violation_error_message='This document is already there.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitdocument',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."outcome" IS DISTINCT FROM (NEW."outcome") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id"))', func='INSERT INTO "monitoring_visitdocumenthistory" ("kind", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "visit_id") VALUES (OLD."kind", OLD."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'update\', OLD."id", OLD."visit_id"); RETURN NULL;', hash='e88e1d9dbf21da75a7a010411b30874344cbfbb7', operation='UPDATE', pgid='pgtrigger_update_update_c190a', table='monitoring_visitdocument', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitdocument',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_visitdocumenthistory" ("kind", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "visit_id") VALUES (OLD."kind", OLD."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'delete\', OLD."id", OLD."visit_id"); RETURN NULL;', hash='9ed23c7e88d7d9b87134d37188693158ae0faf90', operation='DELETE', pgid='pgtrigger_delete_delete_7cc5e', table='monitoring_visitdocument', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitdocumenthistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0c1beaa6e744e93c1d6142daf6a6f4a8c8a2f74b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3d69f', table='monitoring_visitdocumenthistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visithistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4381cf6c83e7c99d9bbd0a5f9a065264ff3f281c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_56b0f', table='monitoring_visithistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='visitmember',
            constraint=models.UniqueConstraint(fields=('visit', 'number'), name='monitoring_member_number_once', violation_error_message='This number is already given to a member of the team.'),
        ),
        migrations.AddConstraint(
            model_name='visitmember',
            constraint=models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('visit', 'user'), name='monitoring_member_user_once', violation_error_message='This colleague is already in the team.'),
        ),
        migrations.AddConstraint(
            model_name='visitmember',
            constraint=models.UniqueConstraint(condition=models.Q(('part', 'leader'), ('stood_back', 'no')), fields=('visit',), name='monitoring_member_one_leader', violation_error_message='A visit has one leader.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitmember',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."part" IS DISTINCT FROM (NEW."part") OR OLD."profession" IS DISTINCT FROM (NEW."profession") OR OLD."stood_back" IS DISTINCT FROM (NEW."stood_back") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id"))', func='INSERT INTO "monitoring_visitmemberhistory" ("number", "part", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "profession", "stood_back", "user_id", "visit_id") VALUES (OLD."number", OLD."part", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'update\', OLD."id", OLD."profession", OLD."stood_back", OLD."user_id", OLD."visit_id"); RETURN NULL;', hash='594d9b2143c572dd70bd596faf3ae4969af09615', operation='UPDATE', pgid='pgtrigger_update_update_95198', table='monitoring_visitmember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitmember',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_visitmemberhistory" ("number", "part", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "profession", "stood_back", "user_id", "visit_id") VALUES (OLD."number", OLD."part", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'delete\', OLD."id", OLD."profession", OLD."stood_back", OLD."user_id", OLD."visit_id"); RETURN NULL;', hash='a3d3f436a554add9cf07680bdbefebaa0ece7ddd', operation='DELETE', pgid='pgtrigger_delete_delete_96615', table='monitoring_visitmember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitmemberhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f7847cc379332da6615b4dd929436695b8a49149', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_77369', table='monitoring_visitmemberhistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='visitplan',
            constraint=models.CheckConstraint(condition=models.Q(('visit__isnull', True), ('state', 'carried_out'), _connector='OR'), name='monitoring_plan_with_visit_is_carried_out', violation_error_message='A plan that became a visit is carried out.'),
        ),
        migrations.AddIndex(
            model_name='visitdraft',
            index=models.Index(fields=['author', '-saved_at'], name='monitoring_draft_newest'),
        ),
        migrations.AddConstraint(
            model_name='plancopy',
            constraint=models.UniqueConstraint(fields=('plan', 'reader'), name='monitoring_plancopy_once', violation_error_message='This person has a copy of the plan already.'),
        ),
        migrations.AddConstraint(
            model_name='visitpopulation',
            constraint=models.CheckConstraint(condition=models.Q(('held__isnull', True), ('women__isnull', True), ('women__lte', models.F('held')), _connector='OR'), name='monitoring_population_women_of_held', violation_error_message='A part of the people held is larger than the whole.'),
        ),
        migrations.AddConstraint(
            model_name='visitpopulation',
            constraint=models.CheckConstraint(condition=models.Q(('held__isnull', True), ('under_18__isnull', True), ('under_18__lte', models.F('held')), _connector='OR'), name='monitoring_population_under_18_of_held', violation_error_message='A part of the people held is larger than the whole.'),
        ),
        migrations.AddConstraint(
            model_name='visitpopulation',
            constraint=models.CheckConstraint(condition=models.Q(('held__isnull', True), ('over_60__isnull', True), ('over_60__lte', models.F('held')), _connector='OR'), name='monitoring_population_over_60_of_held', violation_error_message='A part of the people held is larger than the whole.'),
        ),
        migrations.AddConstraint(
            model_name='visitpopulation',
            constraint=models.CheckConstraint(condition=models.Q(('held__isnull', True), ('remand__isnull', True), ('remand__lte', models.F('held')), _connector='OR'), name='monitoring_population_remand_of_held', violation_error_message='A part of the people held is larger than the whole.'),
        ),
        migrations.AddConstraint(
            model_name='visitpopulation',
            constraint=models.CheckConstraint(condition=models.Q(('held__isnull', True), ('sentenced__isnull', True), ('sentenced__lte', models.F('held')), _connector='OR'), name='monitoring_population_sentenced_of_held', violation_error_message='A part of the people held is larger than the whole.'),
        ),
        migrations.AddConstraint(
            model_name='visitpopulation',
            constraint=models.CheckConstraint(condition=models.Q(('held__isnull', True), ('foreigners__isnull', True), ('foreigners__lte', models.F('held')), _connector='OR'), name='monitoring_population_foreigners_of_held', violation_error_message='A part of the people held is larger than the whole.'),
        ),
        migrations.AddConstraint(
            model_name='visitpopulation',
            constraint=models.CheckConstraint(condition=models.Q(('held__isnull', True), ('disabled__isnull', True), ('disabled__lte', models.F('held')), _connector='OR'), name='monitoring_population_disabled_of_held', violation_error_message='A part of the people held is larger than the whole.'),
        ),
        migrations.AddConstraint(
            model_name='visitpopulation',
            constraint=models.CheckConstraint(condition=models.Q(('held__isnull', True), ('in_isolation__isnull', True), ('in_isolation__lte', models.F('held')), _connector='OR'), name='monitoring_population_in_isolation_of_held', violation_error_message='A part of the people held is larger than the whole.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitpopulation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."capacity" IS DISTINCT FROM (NEW."capacity") OR OLD."disabled" IS DISTINCT FROM (NEW."disabled") OR OLD."foreigners" IS DISTINCT FROM (NEW."foreigners") OR OLD."held" IS DISTINCT FROM (NEW."held") OR OLD."in_isolation" IS DISTINCT FROM (NEW."in_isolation") OR OLD."over_60" IS DISTINCT FROM (NEW."over_60") OR OLD."remand" IS DISTINCT FROM (NEW."remand") OR OLD."sentenced" IS DISTINCT FROM (NEW."sentenced") OR OLD."under_18" IS DISTINCT FROM (NEW."under_18") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id") OR OLD."women" IS DISTINCT FROM (NEW."women"))', func='INSERT INTO "monitoring_visitpopulationhistory" ("capacity", "disabled", "foreigners", "held", "in_isolation", "over_60", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remand", "sentenced", "under_18", "visit_id", "women") VALUES (OLD."capacity", OLD."disabled", OLD."foreigners", OLD."held", OLD."in_isolation", OLD."over_60", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'update\', OLD."id", OLD."remand", OLD."sentenced", OLD."under_18", OLD."visit_id", OLD."women"); RETURN NULL;', hash='7432f7296895838144d410542ee35af5c88efbab', operation='UPDATE', pgid='pgtrigger_update_update_0a437', table='monitoring_visitpopulation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitpopulation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_visitpopulationhistory" ("capacity", "disabled", "foreigners", "held", "in_isolation", "over_60", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remand", "sentenced", "under_18", "visit_id", "women") VALUES (OLD."capacity", OLD."disabled", OLD."foreigners", OLD."held", OLD."in_isolation", OLD."over_60", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'delete\', OLD."id", OLD."remand", OLD."sentenced", OLD."under_18", OLD."visit_id", OLD."women"); RETURN NULL;', hash='3b6b832034687407ec77bad00b39ace3bbb73689', operation='DELETE', pgid='pgtrigger_delete_delete_7454d', table='monitoring_visitpopulation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitpopulationhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='602364890edf39ba36dc1e2a931eeaf9e1ee1c83', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1c967', table='monitoring_visitpopulationhistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='visitpremise',
            constraint=models.UniqueConstraint(fields=('visit', 'premise_type'), name='monitoring_premise_once', violation_error_message='This kind of room is already there.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitpremise',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."mandate" IS DISTINCT FROM (NEW."mandate") OR OLD."outcome" IS DISTINCT FROM (NEW."outcome") OR OLD."premise_type_id" IS DISTINCT FROM (NEW."premise_type_id") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id"))', func='INSERT INTO "monitoring_visitpremisehistory" ("mandate", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "premise_type_id", "visit_id") VALUES (OLD."mandate", OLD."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'update\', OLD."id", OLD."premise_type_id", OLD."visit_id"); RETURN NULL;', hash='bb025beb05704824879bdfa7080addee491a9062', operation='UPDATE', pgid='pgtrigger_update_update_237bb', table='monitoring_visitpremise', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitpremise',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_visitpremisehistory" ("mandate", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "premise_type_id", "visit_id") VALUES (OLD."mandate", OLD."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'delete\', OLD."id", OLD."premise_type_id", OLD."visit_id"); RETURN NULL;', hash='77805b0496f241f21e62f25e0dde24dbf38e4962', operation='DELETE', pgid='pgtrigger_delete_delete_c1a02', table='monitoring_visitpremise', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitpremisehistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='06d5ba05955e0d4b0c7eb00f317f64f62b5e04c2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_eb721', table='monitoring_visitpremisehistory', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='visittext',
            index=models.Index(fields=['visit', 'kind', '-id'], name='monitoring_text_of_visit'),
        ),
        migrations.AddIndex(
            model_name='recommendationstep',
            index=models.Index(fields=['recommendation', 'id'], name='monitoring_step_in_order'),
        ),
        migrations.AddConstraint(
            model_name='recommendationstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('said_by', 'monitor'), _negated=True), ('visit__isnull', False), _connector='OR'), name='monitoring_step_verified_on_a_visit', violation_error_message='Only a visit verifies. Name the visit on which it was seen.'),
        ),
        migrations.AddIndex(
            model_name='recommendation',
            index=models.Index(fields=['due_on'], name='monitoring_recommendation_due'),
        ),
        migrations.AddConstraint(
            model_name='recommendation',
            constraint=models.UniqueConstraint(fields=('visit', 'number'), name='monitoring_recommendation_number_once', violation_error_message='This number is already given to a recommendation of the visit.'),
        ),
        migrations.AddConstraint(
            model_name='recommendation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('said__isnull', True), ('said_on__isnull', True)), models.Q(('said__isnull', False), ('said_on__isnull', False)), _connector='OR'), name='monitoring_recommendation_said_on_a_day', violation_error_message='What an authority said was said on a day.'),
        ),
        migrations.AddConstraint(
            model_name='recommendation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verified__isnull', True), ('verified_on__isnull', True)), models.Q(('verified__isnull', False), ('verified_on__isnull', False)), _connector='OR'), name='monitoring_recommendation_verified_on_a_day', violation_error_message='What a monitor verified was verified on a day.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recommendation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."addressee_id" IS DISTINCT FROM (NEW."addressee_id") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."legal_basis_id" IS DISTINCT FROM (NEW."legal_basis_id") OR OLD."letter_id" IS DISTINCT FROM (NEW."letter_id") OR OLD."may_be_public" IS DISTINCT FROM (NEW."may_be_public") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."priority" IS DISTINCT FROM (NEW."priority") OR OLD."said_id" IS DISTINCT FROM (NEW."said_id") OR OLD."said_on" IS DISTINCT FROM (NEW."said_on") OR OLD."status_id" IS DISTINCT FROM (NEW."status_id") OR OLD."status_on" IS DISTINCT FROM (NEW."status_on") OR OLD."theme_id" IS DISTINCT FROM (NEW."theme_id") OR OLD."verified_id" IS DISTINCT FROM (NEW."verified_id") OR OLD."verified_on" IS DISTINCT FROM (NEW."verified_on") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id"))', func='INSERT INTO "monitoring_recommendationhistory" ("addressee_id", "due_on", "legal_basis_id", "letter_id", "may_be_public", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "said_id", "said_on", "status_id", "status_on", "theme_id", "verified_id", "verified_on", "visit_id") VALUES (OLD."addressee_id", OLD."due_on", OLD."legal_basis_id", OLD."letter_id", OLD."may_be_public", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'update\', OLD."id", OLD."priority", OLD."said_id", OLD."said_on", OLD."status_id", OLD."status_on", OLD."theme_id", OLD."verified_id", OLD."verified_on", OLD."visit_id"); RETURN NULL;', hash='46ecc76d104e2f67336e6a28c9869f27da2c85d4', operation='UPDATE', pgid='pgtrigger_update_update_446f7', table='monitoring_recommendation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recommendation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_recommendationhistory" ("addressee_id", "due_on", "legal_basis_id", "letter_id", "may_be_public", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "said_id", "said_on", "status_id", "status_on", "theme_id", "verified_id", "verified_on", "visit_id") VALUES (OLD."addressee_id", OLD."due_on", OLD."legal_basis_id", OLD."letter_id", OLD."may_be_public", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'delete\', OLD."id", OLD."priority", OLD."said_id", OLD."said_on", OLD."status_id", OLD."status_on", OLD."theme_id", OLD."verified_id", OLD."verified_on", OLD."visit_id"); RETURN NULL;', hash='e495471f2a521ef1549fb3603063683d046beb01', operation='DELETE', pgid='pgtrigger_delete_delete_0aace', table='monitoring_recommendation', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.UniqueConstraint(fields=('visit', 'number'), name='monitoring_finding_number_once', violation_error_message='This number is already given to a finding of the visit.'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'concern'), ('severity', 'none'), _connector='OR'), name='monitoring_finding_good_practice_has_no_severity', violation_error_message='A good practice has no severity.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."may_be_public" IS DISTINCT FROM (NEW."may_be_public") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."severity" IS DISTINCT FROM (NEW."severity") OR OLD."sources" IS DISTINCT FROM (NEW."sources") OR OLD."theme_id" IS DISTINCT FROM (NEW."theme_id") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id"))', func='INSERT INTO "monitoring_findinghistory" ("kind", "may_be_public", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "severity", "sources", "theme_id", "visit_id") VALUES (OLD."kind", OLD."may_be_public", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'update\', OLD."id", OLD."severity", OLD."sources", OLD."theme_id", OLD."visit_id"); RETURN NULL;', hash='7f5bd3eb4ebee2484e507a8777af2531876aeb69', operation='UPDATE', pgid='pgtrigger_update_update_8358c', table='monitoring_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_findinghistory" ("kind", "may_be_public", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "severity", "sources", "theme_id", "visit_id") VALUES (OLD."kind", OLD."may_be_public", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'delete\', OLD."id", OLD."severity", OLD."sources", OLD."theme_id", OLD."visit_id"); RETURN NULL;', hash='38a8ab6f2eee5e1a4694f1e2db7763855a855a67', operation='DELETE', pgid='pgtrigger_delete_delete_d2a62', table='monitoring_finding', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='visittrigger',
            constraint=models.UniqueConstraint(fields=('visit', 'case'), name='monitoring_trigger_once', violation_error_message='This case is already linked to the visit.'),
        ),
    ]
