"""Multiplies invented cases inside the database, because inventing a million one by one takes most of an hour.

Copies cases, complaints, events and milestone rows with new keys; deadlines and alerts are not copied.
"""

from django.db import connection, models, transaction

from complaints.models import Case, CaseEvent, CaseMilestones, Complaint

# model -> columns whose keys move with the copy, with the model they point to; other columns are copied as they are
_MOVED = {
    Case: {"id": Case},
    Complaint: {"id": Complaint, "case_id": Case},
    CaseEvent: {"id": CaseEvent, "case_id": Case, "complaint_id": Complaint, "answers_id": CaseEvent},
    CaseMilestones: {"case_id": Case},
}
_FRESH = {
    "uuid": "gen_random_uuid()",
    "reference": "lpad(to_hex(row.id + {offset}), 9, '0')",
    "respondent_id": "NULL",
    "safe_id": "NULL",
}


def multiply(copies: int) -> None:
    """Add `copies` copies of everything that is there."""
    steps = {model: _highest_key(model) for model in _MOVED if model is not CaseMilestones}
    for copy in range(1, copies + 1):
        with transaction.atomic(), connection.cursor() as cursor:
            for model, moved in _MOVED.items():
                cursor.execute(_statement(model, moved, steps, copy))

    for model in steps:
        _advance_sequence(model)


def _advance_sequence(model: type[models.Model]) -> None:
    """New rows get keys beyond the copies."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
            [model._meta.db_table, model._meta.pk.column, _highest_key(model)],
        )


def _highest_key(model: type[models.Model]) -> int:
    return model.objects.aggregate(last=models.Max("pk"))["last"]


def _statement(model: type[models.Model], moved: dict, steps: dict, copy: int) -> str:
    """INSERT ... SELECT of the rows of the first generation, every key moved by `copy` times its step."""
    columns = [field.column for field in model._meta.local_concrete_fields]
    values = []
    for column in columns:
        if column in moved:
            values.append(f"row.{column} + {copy * steps[moved[column]]}")
        elif column in _FRESH:
            values.append(_FRESH[column].format(offset=copy * steps.get(model, 0)))
        else:
            values.append(f"row.{column}")
    last = steps[Case if model is CaseMilestones else model]
    return (
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(values)}"
        f" FROM {model._meta.db_table} row WHERE row.{model._meta.pk.column} <= {last}"
    )
