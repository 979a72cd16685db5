"""Steps of recommendations and texts are never changed; what links visits and cases stays within one organisation."""

from django.db import migrations

APPEND_ONLY = ("monitoring_recommendationstep", "monitoring_visittext", "monitoring_reprisalaftervisit")

# table -> what must be equal, as two questions about the new row
ALIKE = {
    "monitoring_recommendationstep": (
        "SELECT facility_id FROM monitoring_visit WHERE id = NEW.visit_id",
        "SELECT visit.facility_id FROM monitoring_visit visit JOIN monitoring_recommendation recommendation"
        " ON recommendation.visit_id = visit.id WHERE recommendation.id = NEW.recommendation_id",
        "NEW.visit_id IS NOT NULL",
        "A recommendation is verified on a visit to the same place.",
    ),
    "monitoring_visittrigger": (
        "SELECT organisation_id FROM monitoring_visit WHERE id = NEW.visit_id",
        "SELECT organisation_id FROM complaints_case WHERE id = NEW.case_id",
        "TRUE",
        "A visit and the case that triggered it belong to one organisation.",
    ),
    "monitoring_interviewcomplaint": (
        "SELECT organisation_id FROM monitoring_visit WHERE id = NEW.visit_id",
        "SELECT kase.organisation_id FROM complaints_case kase JOIN complaints_complaint complaint"
        " ON complaint.case_id = kase.id WHERE complaint.id = NEW.complaint_id",
        "TRUE",
        "A visit and a complaint from it belong to one organisation.",
    ),
    "monitoring_reprisalaftervisit": (
        "SELECT organisation_id FROM monitoring_visit WHERE id = NEW.visit_id",
        "SELECT kase.organisation_id FROM complaints_case kase JOIN complaints_caseevent event"
        " ON event.case_id = kase.id WHERE event.id = NEW.event_id",
        "TRUE",
        "A visit and the reprisal that followed it belong to one organisation.",
    ),
    "monitoring_finding": (
        "SELECT NEW.visit_id",
        "SELECT visit_id FROM monitoring_visittext WHERE id = NEW.words_id",
        "NEW.words_id IS NOT NULL",
        "The words of a finding belong to its visit.",
    ),
    "monitoring_recommendation": (
        "SELECT NEW.visit_id",
        "SELECT visit_id FROM monitoring_visittext WHERE id = NEW.words_id",
        "NEW.words_id IS NOT NULL",
        "The words of a recommendation belong to its visit.",
    ),
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


def keep_alike(table: str) -> migrations.RunSQL:
    """A trigger that refuses a row whose two answers differ."""
    one, other, when, sentence = ALIKE[table]
    function = f"aryz_{table}_fits"
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF ({one}) IS DISTINCT FROM ({other}) THEN
                RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END;
        $$;
        CREATE TRIGGER {table}_fits BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW
            WHEN ({when}) EXECUTE FUNCTION {function}();
        """,
        f"DROP TRIGGER {table}_fits ON {table}; DROP FUNCTION {function}();",
    )


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0001_initial"), ("complaints", "0011_views_of_lists")]

    operations = [
        *[forbid_change(table) for table in APPEND_ONLY],
        *[keep_alike(table) for table in ALIKE],
    ]
