"""A step of a recommendation may supersede an earlier one of the same recommendation, said by the same side."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEEP_WITHIN_RECOMMENDATION = """
CREATE FUNCTION aryz_keep_within_recommendation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM monitoring_recommendationstep other
         WHERE other.id = NEW.supersedes_id AND other.recommendation_id = NEW.recommendation_id
           AND other.said_by = NEW.said_by AND NOT other.is_void
    ) THEN
        RAISE EXCEPTION 'A step supersedes one of the same recommendation, said by the same side.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER monitoring_step_within_recommendation BEFORE INSERT ON monitoring_recommendationstep FOR EACH ROW
    WHEN (NEW.supersedes_id IS NOT NULL) EXECUTE FUNCTION aryz_keep_within_recommendation();
"""
LET_GO = """
DROP TRIGGER monitoring_step_within_recommendation ON monitoring_recommendationstep;
DROP FUNCTION aryz_keep_within_recommendation();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0006_channel_heard_by'),
        ('monitoring', '0002_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='recommendationstep',
            name='is_void',
            field=models.BooleanField(default=False, verbose_name='only takes back what it supersedes'),
        ),
        migrations.AddField(
            model_name='recommendationstep',
            name='supersedes',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='monitoring.recommendationstep'),
        ),
        migrations.AddConstraint(
            model_name='recommendationstep',
            constraint=models.UniqueConstraint(fields=('supersedes',), name='monitoring_step_superseded_once', violation_error_message='A later step has replaced this one already.'),
        ),
        migrations.AddConstraint(
            model_name='recommendationstep',
            constraint=models.CheckConstraint(condition=models.Q(('supersedes__isnull', True), models.Q(('supersedes', models.F('id')), _negated=True), _connector='OR'), name='monitoring_step_supersedes_another', violation_error_message='A step cannot supersede itself.'),
        ),
        migrations.AddConstraint(
            model_name='recommendationstep',
            constraint=models.CheckConstraint(condition=models.Q(('is_void', False), ('supersedes__isnull', False), _connector='OR'), name='monitoring_step_void_supersedes', violation_error_message='Only a step that stands can be taken back.'),
        ),
        migrations.RunSQL(KEEP_WITHIN_RECOMMENDATION, LET_GO),
    ]
