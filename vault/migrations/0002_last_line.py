"""What the database itself refuses: to change an envelope or a part of a file, and to wrap a key for whoever is barred.

Deleting stays possible: erasure is real. Emptying the tables is refused.
"""

from django.db import migrations

FIXED = ["vault_envelope", "vault_sealedfile", "vault_sealedpart", "vault_safe", "vault_bar"]
KEPT = [*FIXED, "vault_datakey", "vault_keywrap", "vault_keypair", "vault_receipt"]

REFUSE = """
CREATE FUNCTION aryz_vault_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What is sealed in % does not change; % is refused.', TG_TABLE_NAME, TG_OP;
END;
$$;
"""

KEEP_BARRED_OUT = """
CREATE FUNCTION aryz_vault_keep_barred_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM vault_bar bar
          JOIN vault_datakey data_key ON data_key.safe_id = bar.safe_id
          JOIN vault_keypair key_pair ON key_pair.user_id = bar.user_id
         WHERE data_key.id = NEW.data_key_id AND key_pair.id = NEW.key_pair_id
    ) THEN
        RAISE EXCEPTION 'Whoever is barred from a safe gets none of its keys.';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER vault_keywrap_not_barred BEFORE INSERT OR UPDATE ON vault_keywrap FOR EACH ROW
    WHEN (NEW.key_pair_id IS NOT NULL) EXECUTE FUNCTION aryz_vault_keep_barred_out();
"""


RETIRE_ONLY = """
CREATE TRIGGER vault_datakey_retires_only BEFORE UPDATE ON vault_datakey FOR EACH ROW
    WHEN (
        ROW(OLD.id, OLD.safe_id, OLD.compartment, OLD.generation, OLD.public_key)
        IS DISTINCT FROM ROW(NEW.id, NEW.safe_id, NEW.compartment, NEW.generation, NEW.public_key)
        OR OLD.is_retired > NEW.is_retired
    )
    EXECUTE FUNCTION aryz_vault_refuse();
"""


def refuse_change(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION aryz_vault_refuse();",
        f"DROP TRIGGER {table}_no_change ON {table};",
    )


def refuse_truncate(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION aryz_vault_refuse();",
        f"DROP TRIGGER {table}_no_truncate ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION aryz_vault_refuse()"),
        *[refuse_change(table) for table in FIXED],
        *[refuse_truncate(table) for table in KEPT],
        migrations.RunSQL(RETIRE_ONLY, "DROP TRIGGER vault_datakey_retires_only ON vault_datakey"),
        migrations.RunSQL(
            KEEP_BARRED_OUT,
            "DROP TRIGGER vault_keywrap_not_barred ON vault_keywrap; DROP FUNCTION aryz_vault_keep_barred_out()",
        ),
    ]
