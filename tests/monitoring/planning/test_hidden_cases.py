"""The programme counts no case from which its reader stands back."""

from datetime import timedelta

import pytest

from complaints.choices import RecusalReason
from complaints.models import Recusal
from tests.monitoring.planning.test_queries import complaint, found, place, reprisal
from tests.monitoring.visits import TODAY, VISITED

pytestmark = pytest.mark.django_db


def test_neither_complaints_nor_reprisals_of_such_a_case_are_counted(berik, organisation):
    place()
    day = VISITED + timedelta(days=3)
    complaint(berik, organisation, day)
    hidden = complaint(berik, organisation, day)
    reprisal(berik, hidden, day)
    signals = found(berik, organisation).signals
    assert (signals.complaints, signals.reprisals) == (2, 1)
    Recusal.objects.create(case=hidden, user=berik, reason=RecusalReason.OTHER, declared_by=berik, started_on=TODAY)
    signals = found(berik, organisation).signals
    assert (signals.complaints, signals.reprisals) == (1, 0)
