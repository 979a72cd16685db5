"""What is not certain about a day due, or about the law behind it, is said wherever the day is told."""

from datetime import date

import pytest
from django.urls import reverse

from institutions.choices import TimeUnit
from institutions.models import MonitoringRegime
from monitoring.models import Recommendation, RecommendationLetter
from monitoring.opening import OpenedVisit
from monitoring.recommendations.letters import paper
from monitoring.recommendations.queries import placed
from monitoring.recommendations.sending import note_receipt
from monitoring.recommendations.wording import counting, due_cell
from tests.monitoring.recommendations.followed import SENT, TODAY, asked, recommended

pytestmark = pytest.mark.django_db

FROM_SENDING = "counted from sending, receipt not known"
NO_HOLIDAYS = "public holidays are not known here"


def due(row: Recommendation):
    rows = placed(Recommendation.objects.select_related("letter", "visit__regime"), TODAY)
    return due_cell(rows.get(pk=row.pk), TODAY)


def read(row: Recommendation, reminds: bool = False, sent_on: date | None = None) -> dict[str, object]:
    row = Recommendation.objects.select_related("visit__regime", "addressee", "theme", "letter").get(pk=row.pk)
    more = {"language": "en", "sent_on": sent_on, "number": ""}
    if reminds:
        more["reminds_of"] = RecommendationLetter.objects.get(pk=row.letter_id)
    return paper(row.visit, row.addressee, [row], OpenedVisit(()), **more)


def in_working_days() -> None:
    """The terms of the tests give fifteen working days by a law that nobody has read yet."""
    given = {"reply_amount": 15, "reply_unit": TimeUnit.WORKING_DAYS, "is_verified": False}
    MonitoringRegime.objects.update(**given)


def test_a_day_counted_from_sending_says_so_until_receipt_is_known(client, vera, organisation):
    row = asked(vera, organisation)
    client.force_login(vera)
    pages = (
        reverse("recommendation_detail", args=[row.uuid]),
        reverse("recommendation_letter", args=[row.letter.uuid]),
        reverse("visit_letters", args=[row.visit.reference]),
        reverse("overdue_letters"),
    )
    assert FROM_SENDING in due(row).note
    assert FROM_SENDING in read(row, reminds=True)["opening"]
    assert [FROM_SENDING in client.get(page).content.decode() for page in pages] == [True] * 4
    note_receipt(by=vera, letter=row.letter, received_on=SENT, today=TODAY)
    assert FROM_SENDING not in due(row).note
    assert FROM_SENDING not in read(row, reminds=True)["opening"]
    assert [FROM_SENDING in client.get(page).content.decode() for page in pages] == [False] * 4


def test_working_days_are_told_as_the_earliest_day(vera, organisation):
    in_working_days()
    row = asked(vera, organisation)
    assert row.due_on == date(2024, 3, 29)  # the fifteenth Monday to Friday after Sunday, 10 March
    assert NO_HOLIDAYS in due(row).note
    assert due(row).tag == "attention"
    assert NO_HOLIDAYS in read(row, reminds=True)["opening"]


def test_months_are_no_working_days(vera, organisation):
    row = asked(vera, organisation)
    assert NO_HOLIDAYS not in due(row).note
    assert due(row).tag == "missed"


def test_where_no_day_is_set_nothing_is_doubted(vera, organisation):
    row = asked(vera, organisation)
    row.letter.answer_due_on = None
    assert counting(row.letter, row.visit.regime) == ""


def test_a_letter_states_as_law_only_what_was_read(vera, organisation):
    row = recommended(vera, organisation)[0]
    assert read(row, sent_on=SENT)["norm"].startswith("By law (")
    in_working_days()
    norm = read(row, sent_on=SENT)["norm"]
    assert norm.startswith("As we understand the law (")
    assert "15 working days" in norm


def test_a_letter_says_that_what_a_recommendation_rests_on_was_not_read(vera, organisation):
    row = recommended(vera, organisation)[0]
    law = row._meta.get_field("legal_basis").related_model.objects.order_by("pk").first()
    Recommendation.objects.filter(pk=row.pk).update(legal_basis=law)
    for is_verified in (True, False):
        type(law).objects.filter(pk=law.pk).update(is_verified=is_verified)
        (point,) = read(row)["points"]
        assert point["basis"].endswith("(not verified)") != is_verified
