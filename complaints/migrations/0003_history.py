"""The history of coded rows: what they said before they were changed or deleted."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_history'),
        ('complaints', '0002_append_only'),
        ('institutions', '0002_pack_rebuilt_with'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseAssignmentHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='until')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CaseHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('data_set', models.CharField(choices=[('own', 'Own cases'), ('public_record', 'Public record'), ('demonstration', 'Demonstration (invented)')], max_length=15, verbose_name='data set')),
                ('incident_on', models.DateField(blank=True, null=True, verbose_name='date of the incident')),
                ('incident_precision', models.CharField(choices=[('day', 'day'), ('month', 'month'), ('year', 'year'), ('not_before', 'not before'), ('not_after', 'not after'), ('unknown', 'unknown')], default='unknown', max_length=10, verbose_name='precision')),
                ('may_be_counted', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('partly', 'Partly'), ('disputed', 'Disputed'), ('unknown', 'Not known'), ('not_asked', 'Not asked')], default='not_asked', max_length=10, verbose_name='consent to anonymous statistics')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ComplaintHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('passed_staff', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('partly', 'Partly'), ('disputed', 'Disputed'), ('unknown', 'Not known'), ('not_asked', 'Not asked')], default='unknown', max_length=10, verbose_name='passed through staff of the place')),
                ('is_anonymous', models.BooleanField(default=False, verbose_name='anonymous')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RespondentHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('number', models.PositiveSmallIntegerField(default=1, verbose_name='number')),
                ('rank_band', models.CharField(choices=[('rank_and_file', 'Rank and file'), ('officer', 'Officer'), ('command', 'Command'), ('unknown', 'Not known')], default='unknown', max_length=15, verbose_name='rank')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VictimHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('number', models.PositiveSmallIntegerField(default=1, verbose_name='number')),
                ('sex', models.CharField(choices=[('female', 'Female'), ('male', 'Male'), ('other', 'Other'), ('unknown', 'Not known')], default='unknown', max_length=10, verbose_name='sex')),
                ('age_band', models.CharField(choices=[('minor', 'Under 18'), ('18_29', '18 to 29'), ('30_59', '30 to 59'), ('60_plus', '60 and over'), ('unknown', 'Not known')], default='unknown', max_length=10, verbose_name='age at the time')),
                ('custody', models.CharField(choices=[('suspect', 'Suspect'), ('accused', 'Accused'), ('convict', 'Convict'), ('witness', 'Witness'), ('administrative', 'Administrative detention'), ('none', 'Not in custody'), ('unknown', 'Not known')], default='unknown', max_length=15, verbose_name='custody status')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."data_set" IS DISTINCT FROM (NEW."data_set") OR OLD."facility_id" IS DISTINCT FROM (NEW."facility_id") OR OLD."facility_type_id" IS DISTINCT FROM (NEW."facility_type_id") OR OLD."incident_on" IS DISTINCT FROM (NEW."incident_on") OR OLD."incident_precision" IS DISTINCT FROM (NEW."incident_precision") OR OLD."may_be_counted" IS DISTINCT FROM (NEW."may_be_counted") OR OLD."offence_id" IS DISTINCT FROM (NEW."offence_id") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."premise_type_id" IS DISTINCT FROM (NEW."premise_type_id") OR OLD."region_id" IS DISTINCT FROM (NEW."region_id") OR OLD."region_now_id" IS DISTINCT FROM (NEW."region_now_id"))', func='INSERT INTO "complaints_casehistory" ("data_set", "facility_id", "facility_type_id", "incident_on", "incident_precision", "may_be_counted", "offence_id", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "premise_type_id", "region_id", "region_now_id") VALUES (OLD."data_set", OLD."facility_id", OLD."facility_type_id", OLD."incident_on", OLD."incident_precision", OLD."may_be_counted", OLD."offence_id", OLD."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'update\', OLD."id", OLD."premise_type_id", OLD."region_id", OLD."region_now_id"); RETURN NULL;', hash='acaf6899a7746f0a828bce5ef4f9c8e76c461c16', operation='UPDATE', pgid='pgtrigger_update_update_ee3af', table='complaints_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_casehistory" ("data_set", "facility_id", "facility_type_id", "incident_on", "incident_precision", "may_be_counted", "offence_id", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "premise_type_id", "region_id", "region_now_id") VALUES (OLD."data_set", OLD."facility_id", OLD."facility_type_id", OLD."incident_on", OLD."incident_precision", OLD."may_be_counted", OLD."offence_id", OLD."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'delete\', OLD."id", OLD."premise_type_id", OLD."region_id", OLD."region_now_id"); RETURN NULL;', hash='2ad046ec8ff03a61b0b668f0095265051d477876', operation='DELETE', pgid='pgtrigger_delete_delete_71d6f', table='complaints_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseassignment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."assigned_by_id" IS DISTINCT FROM (NEW."assigned_by_id") OR OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))', func='INSERT INTO "complaints_caseassignmenthistory" ("assigned_by_id", "case_id", "ended_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."assigned_by_id", OLD."case_id", OLD."ended_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'update\', OLD."id", OLD."user_id"); RETURN NULL;', hash='c15a688d05926f7e40a7ede2ea1eb68e7ab61858', operation='UPDATE', pgid='pgtrigger_update_update_d4abf', table='complaints_caseassignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseassignment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_caseassignmenthistory" ("assigned_by_id", "case_id", "ended_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."assigned_by_id", OLD."case_id", OLD."ended_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;', hash='bc6c1fbf439fedbdd747af6597979d2d93b7b5e4', operation='DELETE', pgid='pgtrigger_delete_delete_64991', table='complaints_caseassignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='complaint',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."channel_id" IS DISTINCT FROM (NEW."channel_id") OR OLD."is_anonymous" IS DISTINCT FROM (NEW."is_anonymous") OR OLD."passed_staff" IS DISTINCT FROM (NEW."passed_staff") OR OLD."received_by_id" IS DISTINCT FROM (NEW."received_by_id"))', func='INSERT INTO "complaints_complainthistory" ("case_id", "channel_id", "is_anonymous", "passed_staff", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_by_id") VALUES (OLD."case_id", OLD."channel_id", OLD."is_anonymous", OLD."passed_staff", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'update\', OLD."id", OLD."received_by_id"); RETURN NULL;', hash='ca184dc879dad9240ee938c826f19959b3f67ae9', operation='UPDATE', pgid='pgtrigger_update_update_36c30', table='complaints_complaint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='complaint',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_complainthistory" ("case_id", "channel_id", "is_anonymous", "passed_staff", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_by_id") VALUES (OLD."case_id", OLD."channel_id", OLD."is_anonymous", OLD."passed_staff", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'delete\', OLD."id", OLD."received_by_id"); RETURN NULL;', hash='0618301b2f0249b180428f5aabd15930d39205a2', operation='DELETE', pgid='pgtrigger_delete_delete_a79b8', table='complaints_complaint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='respondent',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."agency_id" IS DISTINCT FROM (NEW."agency_id") OR OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."involvement_id" IS DISTINCT FROM (NEW."involvement_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."rank_band" IS DISTINCT FROM (NEW."rank_band"))', func='INSERT INTO "complaints_respondenthistory" ("agency_id", "case_id", "involvement_id", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank_band") VALUES (OLD."agency_id", OLD."case_id", OLD."involvement_id", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'update\', OLD."id", OLD."rank_band"); RETURN NULL;', hash='2bb8985bd539f9a3a14fcb2f9a91410f677d5ffc', operation='UPDATE', pgid='pgtrigger_update_update_63df9', table='complaints_respondent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='respondent',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_respondenthistory" ("agency_id", "case_id", "involvement_id", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank_band") VALUES (OLD."agency_id", OLD."case_id", OLD."involvement_id", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'delete\', OLD."id", OLD."rank_band"); RETURN NULL;', hash='8be4491c8e1477d8bccab129b862a8b2e9df5f79', operation='DELETE', pgid='pgtrigger_delete_delete_7f76d', table='complaints_respondent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='victim',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."age_band" IS DISTINCT FROM (NEW."age_band") OR OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."custody" IS DISTINCT FROM (NEW."custody") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."sex" IS DISTINCT FROM (NEW."sex"))', func='INSERT INTO "complaints_victimhistory" ("age_band", "case_id", "custody", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "sex") VALUES (OLD."age_band", OLD."case_id", OLD."custody", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'update\', OLD."id", OLD."sex"); RETURN NULL;', hash='cbd07caae710fc48e15c7c675b0c29c2e12e137f', operation='UPDATE', pgid='pgtrigger_update_update_9c58e', table='complaints_victim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='victim',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_victimhistory" ("age_band", "case_id", "custody", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "sex") VALUES (OLD."age_band", OLD."case_id", OLD."custody", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'delete\', OLD."id", OLD."sex"); RETURN NULL;', hash='13c32662b35f0276385e80c1326b3d4d3f1aedc1', operation='DELETE', pgid='pgtrigger_delete_delete_551c4', table='complaints_victim', when='AFTER')),
        ),
        migrations.AddField(
            model_name='caseassignmenthistory',
            name='assigned_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='caseassignmenthistory',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.case'),
        ),
        migrations.AddField(
            model_name='caseassignmenthistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='complaints.caseassignment'),
        ),
        migrations.AddField(
            model_name='caseassignmenthistory',
            name='user',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='casehistory',
            name='facility',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.facility'),
        ),
        migrations.AddField(
            model_name='casehistory',
            name='facility_type',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.facilitytype'),
        ),
        migrations.AddField(
            model_name='casehistory',
            name='offence',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.offence', verbose_name='first qualification'),
        ),
        migrations.AddField(
            model_name='casehistory',
            name='organisation',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='casehistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='complaints.case'),
        ),
        migrations.AddField(
            model_name='casehistory',
            name='premise_type',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.premisetype'),
        ),
        migrations.AddField(
            model_name='casehistory',
            name='region',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.region', verbose_name='region at the time'),
        ),
        migrations.AddField(
            model_name='casehistory',
            name='region_now',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.region', verbose_name='region today'),
        ),
        migrations.AddField(
            model_name='complainthistory',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.case'),
        ),
        migrations.AddField(
            model_name='complainthistory',
            name='channel',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.channel'),
        ),
        migrations.AddField(
            model_name='complainthistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='complainthistory',
            name='received_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.body'),
        ),
        migrations.AddField(
            model_name='respondenthistory',
            name='agency',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.agency'),
        ),
        migrations.AddField(
            model_name='respondenthistory',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.case'),
        ),
        migrations.AddField(
            model_name='respondenthistory',
            name='involvement',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.term'),
        ),
        migrations.AddField(
            model_name='respondenthistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='complaints.respondent'),
        ),
        migrations.AddField(
            model_name='victimhistory',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.case'),
        ),
        migrations.AddField(
            model_name='victimhistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='complaints.victim'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseassignmenthistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2c352f606ca180ba39893270691e9e007f1dc57e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_66ba9', table='complaints_caseassignmenthistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casehistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8cb216eacfbe2fb34e3cc1bcd785f0efaa5a6bbd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7b534', table='complaints_casehistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='complainthistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='87ff13a0a39daf6135f9c7353fb51082a55bfa0c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d1eaf', table='complaints_complainthistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='respondenthistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f5eb4f65fff8ecea1ed2585db91201340c4d32b2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0f51c', table='complaints_respondenthistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='victimhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6b41972ae2d6cf30c810b3d2faba8cb4b201b225', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_71f8a', table='complaints_victimhistory', when='BEFORE')),
        ),
    ]
