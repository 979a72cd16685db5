"""The history of organisations, people and roles: what they said before they were changed or deleted."""

import django.contrib.auth.validators
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# Where nobody is signed in the day alone is kept: it may be somebody who must not be recognised by the minute.
TIME = """
CREATE FUNCTION aryz_history_time() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN nullif(current_setting('pghistory.context_metadata', true), '') IS NULL
                THEN date_trunc('day', now(), 'UTC') ELSE now() END
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_audit_append_only'),
    ]

    operations = [
        migrations.RunSQL(TIME, 'DROP FUNCTION aryz_history_time()'),
        migrations.CreateModel(
            name='MembershipHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('role', models.CharField(choices=[('case_worker', 'Case worker'), ('lead', 'Lead'), ('custodian', 'Keeper of identities'), ('monitor', 'Monitor'), ('analyst', 'Analyst'), ('administrator', 'Administrator')], max_length=15, verbose_name='role')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OrganisationHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('is_demonstration', models.BooleanField(default=False, help_text='Everything of this organisation is invented.', verbose_name='demonstration')),
                ('takes_letters', models.BooleanField(default=False, help_text='The public form offers this organisation to whoever writes.', verbose_name='takes letters from outside')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='UserHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('language', models.CharField(blank=True, default='', max_length=5, verbose_name='language')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))', func='INSERT INTO "accounts_membershiphistory" ("is_active", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (OLD."is_active", OLD."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'update\', OLD."id", OLD."role", OLD."user_id"); RETURN NULL;', hash='7b6774605777cf37be072d3b64453267a550d362', operation='UPDATE', pgid='pgtrigger_update_update_20ab5', table='accounts_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_membershiphistory" ("is_active", "organisation_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (OLD."is_active", OLD."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'delete\', OLD."id", OLD."role", OLD."user_id"); RETURN NULL;', hash='c05c4fae872111f15260df28f7b3367799416693', operation='DELETE', pgid='pgtrigger_delete_delete_19a8f', table='accounts_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."is_demonstration" IS DISTINCT FROM (NEW."is_demonstration") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."takes_letters" IS DISTINCT FROM (NEW."takes_letters"))', func='INSERT INTO "accounts_organisationhistory" ("is_demonstration", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "takes_letters") VALUES (OLD."is_demonstration", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'update\', OLD."id", OLD."takes_letters"); RETURN NULL;', hash='4f651a7630787b403439d1b8c31f874255f99c9d', operation='UPDATE', pgid='pgtrigger_update_update_9e5fc', table='accounts_organisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_organisationhistory" ("is_demonstration", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "takes_letters") VALUES (OLD."is_demonstration", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'delete\', OLD."id", OLD."takes_letters"); RETURN NULL;', hash='ca83cdf84beffdb0e20835ddc3897abc69717432', operation='DELETE', pgid='pgtrigger_delete_delete_7b33b', table='accounts_organisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."first_name" IS DISTINCT FROM (NEW."first_name") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."last_name" IS DISTINCT FROM (NEW."last_name") OR OLD."username" IS DISTINCT FROM (NEW."username"))', func='INSERT INTO "accounts_userhistory" ("first_name", "is_active", "language", "last_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "username") VALUES (OLD."first_name", OLD."is_active", OLD."language", OLD."last_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'update\', OLD."id", OLD."username"); RETURN NULL;', hash='cd99e12e91f99f90feaba3d71e9021d934fe16b1', operation='UPDATE', pgid='pgtrigger_update_update_0e890', table='accounts_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_userhistory" ("first_name", "is_active", "language", "last_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "username") VALUES (OLD."first_name", OLD."is_active", OLD."language", OLD."last_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, aryz_history_time(), \'delete\', OLD."id", OLD."username"); RETURN NULL;', hash='4de2e00dee361826831ff7922af3d6fbcd611c89', operation='DELETE', pgid='pgtrigger_delete_delete_19f14', table='accounts_user', when='AFTER')),
        ),
        migrations.AddField(
            model_name='membershiphistory',
            name='organisation',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='membershiphistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.membership'),
        ),
        migrations.AddField(
            model_name='membershiphistory',
            name='user',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='organisationhistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='userhistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membershiphistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9ee43f83afd372f3941d93d61b0d68b7fab7a8d3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_123dc', table='accounts_membershiphistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisationhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6ffef92893d37a849aef3c1b5782cbeb6c522c81', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2291e', table='accounts_organisationhistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='userhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='68ffa9ce3b529c4c151c9348adc79b98119cd550', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4f815', table='accounts_userhistory', when='BEFORE')),
        ),
    ]
