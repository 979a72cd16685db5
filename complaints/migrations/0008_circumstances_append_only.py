"""Circumstances are part of their events, so they are never changed either, and they stay within their case."""

from django.db import migrations

APPEND_ONLY = (
    "complaints_reprisal",
    "complaints_protection",
    "complaints_examination",
    "complaints_examinationfinding",
    "complaints_compensation",
    "complaints_communication",
    "complaints_riskassessment",
    "complaints_custodystep",
    "complaints_postponement",
)

# table -> what it names, and how the case of the row and of what it names are found
_OF_EVENT = "SELECT case_id FROM complaints_caseevent WHERE id = NEW.event_id"
WITHIN_CASE = {
    "complaints_reprisal": (_OF_EVENT, "complaints_complaint", "after_complaint_id"),
    "complaints_examination": (_OF_EVENT, "complaints_victim", "victim_id"),
    "complaints_compensation": (_OF_EVENT, "complaints_victim", "victim_id"),
    "complaints_evidenceitem": ("SELECT NEW.case_id", "complaints_attachment", "attachment_id"),
    "complaints_postponement": ("SELECT NEW.case_id", "complaints_caseevent", "started_by_id"),
}


def forbid_change(table: str) -> migrations.RunSQL:
    """Triggers against UPDATE, DELETE and TRUNCATE of a table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION aryz_refuse_change();"
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION aryz_refuse_change();",
        f"DROP TRIGGER {table}_no_change ON {table}; DROP TRIGGER {table}_no_truncate ON {table};",
    )


def keep_within_case(table: str) -> migrations.RunSQL:
    """A trigger that refuses a link to what belongs to another case."""
    own_case, other_table, column = WITHIN_CASE[table]
    function = f"aryz_{table.removeprefix('complaints_')}_within_case"
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (SELECT case_id FROM {other_table} WHERE id = NEW.{column}) IS DISTINCT FROM ({own_case}) THEN
                RAISE EXCEPTION 'A row of {table} names something of another case.';
            END IF;
            RETURN NEW;
        END;
        $$;
        CREATE TRIGGER {table}_within_case BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW
            WHEN (NEW.{column} IS NOT NULL) EXECUTE FUNCTION {function}();
        """,  # noqa: S608 -- names of tables and columns written above
        f"DROP TRIGGER {table}_within_case ON {table}; DROP FUNCTION {function}();",
    )


class Migration(migrations.Migration):
    dependencies = [("complaints", "0007_case_work")]

    operations = [
        *[forbid_change(table) for table in APPEND_ONLY],
        *[keep_within_case(table) for table in WITHIN_CASE],
    ]
