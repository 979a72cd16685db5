"""What a coded row said before it was changed: kept with the number of the person, and with nothing else of them."""

from datetime import UTC, time

import pghistory
import pytest
from django.apps import apps
from django.db import InternalError, connection, transaction
from django.db.models import Model
from django.urls import reverse

from accounts.models import Organisation, User

pytestmark = pytest.mark.django_db


def history(of: Model | type[Model]):
    """What is kept of one row, or of all rows of a model."""
    rows = apps.get_model(f"accounts.{of._meta.object_name}History").objects.all()
    return rows.filter(pgh_obj_id=of.pk) if isinstance(of, Model) else rows


def test_a_new_row_has_no_history(organisation, alia):
    assert (history(organisation).count(), history(alia).count()) == (0, 0)


def test_a_changed_row_keeps_what_it_said_before(organisation):
    Organisation.objects.filter(pk=organisation.pk).update(takes_letters=True)
    row = history(organisation).get()
    assert (row.pgh_obj_id, row.name, row.takes_letters, row.pgh_label) == (organisation.pk, "Tirek", False, "update")


def test_a_deleted_row_is_still_told_of(organisation):
    key = organisation.pk
    organisation.delete()
    row = history(Organisation).get(pgh_obj_id=key)
    assert (row.name, row.pgh_label) == ("Tirek", "delete")


def test_a_password_and_a_visit_leave_no_history(alia, now):
    alia.set_password("another-long-password-of-alia")
    alia.last_login = now
    alia.save()
    assert history(alia).count() == 0


def test_the_history_has_no_column_for_secrets():
    names = {field.name for field in apps.get_model("accounts.UserHistory")._meta.concrete_fields}
    assert names.isdisjoint({"password", "session_epoch", "last_login", "email"})


def test_of_the_signed_in_person_the_number_alone_is_kept(alia, client):
    client.force_login(alia)
    client.post(reverse("set_language"), {"language": "kk"}, headers={"user-agent": "Told nobody"})
    row = history(alia).get()
    assert (row.pgh_obj_id, row.language, row.pgh_context) == (alia.pk, "", {"user": alia.pk})


def test_without_a_person_the_day_alone_is_kept(organisation):
    Organisation.objects.filter(pk=organisation.pk).update(takes_letters=True)
    row = history(organisation).get()
    assert (row.pgh_context, row.pgh_created_at.astimezone(UTC).time()) == (None, time(0))


def test_a_person_of_one_transaction_is_forgotten_in_the_next(organisation, alia):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pghistory.context_metadata', '', true)")  # what the end of one leaves
    Organisation.objects.filter(pk=organisation.pk).update(takes_letters=True)
    assert history(organisation).get().pgh_context is None


def test_the_time_is_kept_where_a_person_is_known(organisation, alia):
    with pghistory.context(user=alia.pk):
        Organisation.objects.filter(pk=organisation.pk).update(takes_letters=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        assert history(organisation).get().pgh_created_at == cursor.fetchone()[0]


@pytest.mark.parametrize(
    "change", ["UPDATE accounts_userhistory SET username = 'x'", "DELETE FROM accounts_userhistory"]
)
def test_the_history_itself_is_not_changed_by_mistake(alia, change):
    User.objects.filter(pk=alia.pk).update(first_name="Alya")
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        connection.cursor().execute(change)
