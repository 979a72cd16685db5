"""The audit: chains of acts, one an organisation and one of the house."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_keys_and_letters"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditChain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField(default=0, verbose_name="number of the last event")),
                ("hash", models.CharField(max_length=64, verbose_name="hash of the last event")),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation",),
                        name="accounts_auditchain_once",
                        nulls_distinct=False,
                        violation_error_message="This organisation already has a chain.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField(verbose_name="number in the chain")),
                ("happened_at", models.DateTimeField(verbose_name="time")),
                ("is_coarse", models.BooleanField(default=False, verbose_name="only the day is known")),
                ("action", models.CharField(max_length=40, verbose_name="act")),
                ("subject", models.CharField(blank=True, default="", max_length=20, verbose_name="kind of subject")),
                ("subject_uuid", models.UUIDField(blank=True, null=True, verbose_name="subject")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("done", "Done"), ("refused", "Refused"), ("failed", "Failed")],
                        default="done",
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=40, verbose_name="reason")),
                ("prev", models.CharField(max_length=64, verbose_name="hash of the event before")),
                ("hash", models.CharField(max_length=64, verbose_name="hash")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "act in the audit",
                "verbose_name_plural": "acts in the audit",
                "indexes": [models.Index(fields=["actor", "-id"], name="accounts_auditevent_of_actor")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("prev",),
                        name="accounts_auditevent_prev_once",
                        violation_error_message="Another event already follows this one.",
                    ),
                    models.UniqueConstraint(
                        fields=("organisation", "seq"),
                        name="accounts_auditevent_seq_once",
                        nulls_distinct=False,
                        violation_error_message="This number is already taken in the chain.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("action__regex", "^[a-z0-9_]+$"),
                            ("subject__regex", "^[a-z0-9_]*$"),
                            ("reason__regex", "^[a-z0-9_]*$"),
                        ),
                        name="accounts_auditevent_codes_only",
                        violation_error_message="The audit takes codes, never words.",
                    ),
                ],
            },
        ),
    ]
