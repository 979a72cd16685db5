"""A public key never changes, and what is wrapped is wrapped: a changed key would have later texts sealed for another."""

from django.db import migrations

FIXED = ["vault_recoverykey", "vault_proposedrecoverykey", "vault_receipt", "vault_keywrap", "vault_vouch"]

KEEP_PUBLIC_KEY = """
CREATE TRIGGER vault_keypair_keeps_key BEFORE UPDATE ON vault_keypair FOR EACH ROW
    WHEN (
        ROW(OLD.id, OLD.user_id, OLD.public_key, OLD.created_on)
        IS DISTINCT FROM ROW(NEW.id, NEW.user_id, NEW.public_key, NEW.created_on)
    )
    EXECUTE FUNCTION aryz_vault_refuse();
CREATE TRIGGER vault_recoverykey_no_truncate BEFORE TRUNCATE ON vault_recoverykey
    FOR EACH STATEMENT EXECUTE FUNCTION aryz_vault_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0003_vouching")]

    operations = [
        migrations.RunSQL(
            KEEP_PUBLIC_KEY,
            "DROP TRIGGER vault_keypair_keeps_key ON vault_keypair;"
            "DROP TRIGGER vault_recoverykey_no_truncate ON vault_recoverykey;",
        ),
        *[
            migrations.RunSQL(
                f"CREATE TRIGGER {table}_no_change BEFORE UPDATE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION aryz_vault_refuse();",
                f"DROP TRIGGER {table}_no_change ON {table};",
            )
            for table in FIXED
        ],
    ]
