"""Consent is a record: an answer is never changed, only followed by another."""

from django.db import migrations

TABLE = "complaints_consent"


class Migration(migrations.Migration):
    dependencies = [("complaints", "0004_sealed"), ("vault", "0002_last_line")]

    operations = [
        migrations.RunSQL(
            f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION aryz_refuse_change();"
            f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE}"
            " FOR EACH STATEMENT EXECUTE FUNCTION aryz_refuse_change();",
            f"DROP TRIGGER {TABLE}_no_change ON {TABLE}; DROP TRIGGER {TABLE}_no_truncate ON {TABLE};",
        )
    ]
