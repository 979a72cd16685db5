"""The last line of defence of the record: the database itself refuses to change what was done.

Plain triggers, so that no setting of a session can switch them off. Emptying a table passes by row triggers, so that
statement triggers refuse TRUNCATE. In production the program's database role should not own these tables.
"""

from django.db import migrations

APPEND_ONLY = ["complaints_caseevent", "complaints_eventsource", "complaints_withdrawal"]

REFUSE = """
CREATE FUNCTION aryz_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are never changed or removed; % is refused.', TG_TABLE_NAME, TG_OP;
END;
$$;
"""

KEEP_WITHIN_CASE = """
CREATE FUNCTION aryz_keep_within_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM complaints_caseevent other
         WHERE other.id IN (NEW.supersedes_id, NEW.answers_id, NEW.alternative_to_id) AND other.case_id <> NEW.case_id
    ) THEN
        RAISE EXCEPTION 'An event cannot correct, answer or contradict an event of another case.';
    END IF;
    IF EXISTS (SELECT FROM complaints_complaint c WHERE c.id = NEW.complaint_id AND c.case_id <> NEW.case_id)
       OR EXISTS (SELECT FROM complaints_respondent r WHERE r.id = NEW.respondent_id AND r.case_id <> NEW.case_id)
    THEN
        RAISE EXCEPTION 'The complaint or the official of an event belongs to another case.';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER caseevent_within_case BEFORE INSERT ON complaints_caseevent FOR EACH ROW
    WHEN (num_nonnulls(
        NEW.supersedes_id, NEW.answers_id, NEW.alternative_to_id, NEW.complaint_id, NEW.respondent_id
    ) > 0)
    EXECUTE FUNCTION aryz_keep_within_case();
"""


def forbid_change(table: str) -> migrations.RunSQL:
    """Triggers against UPDATE, DELETE and TRUNCATE of a table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION aryz_refuse_change();"
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION aryz_refuse_change();",
        f"DROP TRIGGER {table}_no_change ON {table}; DROP TRIGGER {table}_no_truncate ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION aryz_refuse_change()"),
        *[forbid_change(table) for table in APPEND_ONLY],
        migrations.RunSQL(
            KEEP_WITHIN_CASE,
            "DROP TRIGGER caseevent_within_case ON complaints_caseevent; DROP FUNCTION aryz_keep_within_case()",
        ),
    ]
