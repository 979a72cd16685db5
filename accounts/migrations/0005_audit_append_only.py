"""The audit is appended to and never changed: the database itself refuses everything else.

Plain triggers, as for the events of cases: no setting of a session switches them off. Row triggers do not see
TRUNCATE, so that statement triggers refuse it. The head of a chain may only move on by one.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION aryz_refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are never changed or removed; % is refused.', TG_TABLE_NAME, TG_OP;
END;
$$;
CREATE TRIGGER auditevent_no_change BEFORE UPDATE OR DELETE ON accounts_auditevent
    FOR EACH ROW EXECUTE FUNCTION aryz_refuse_audit_change();
CREATE TRIGGER auditevent_no_truncate BEFORE TRUNCATE ON accounts_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION aryz_refuse_audit_change();
CREATE TRIGGER auditchain_moves_on BEFORE UPDATE ON accounts_auditchain FOR EACH ROW
    WHEN (NEW.seq <> OLD.seq + 1 OR NEW.id <> OLD.id OR NEW.organisation_id IS DISTINCT FROM OLD.organisation_id)
    EXECUTE FUNCTION aryz_refuse_audit_change();
CREATE TRIGGER auditchain_no_delete BEFORE DELETE ON accounts_auditchain
    FOR EACH ROW EXECUTE FUNCTION aryz_refuse_audit_change();
CREATE TRIGGER auditchain_no_truncate BEFORE TRUNCATE ON accounts_auditchain
    FOR EACH STATEMENT EXECUTE FUNCTION aryz_refuse_audit_change();
"""

UNDO = """
DROP TRIGGER auditevent_no_change ON accounts_auditevent;
DROP TRIGGER auditevent_no_truncate ON accounts_auditevent;
DROP TRIGGER auditchain_moves_on ON accounts_auditchain;
DROP TRIGGER auditchain_no_delete ON accounts_auditchain;
DROP TRIGGER auditchain_no_truncate ON accounts_auditchain;
DROP FUNCTION aryz_refuse_audit_change();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_audit")]

    operations = [migrations.RunSQL(REFUSE, UNDO)]
