"""What the forms of circumstances take, and what they refuse."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from complaints.choices import Examiner, FindingKind, Precision, Voluntary
from complaints.circumstances.finding_forms import MOST_ROWS
from complaints.circumstances.forms import FORMS, form_for
from complaints.models import Withdrawal
from institutions.choices import Answer, Circumstances, TermList
from institutions.models import Body, Term
from tests.complaints.sealed_cases import own_case

pytestmark = pytest.mark.django_db


def degree(rank: int | None) -> str:
    return next(
        term.code for term in Term.objects.filter(list=TermList.CONSISTENCY) if term.attributes.get("rank") == rank
    )


def finding(row: int = 0, **values: str) -> dict[str, str]:
    return {f"how-finding-{row}-{name}": value for name, value in values.items()}


def test_every_kind_has_a_form_and_nothing_else_has_one(case):
    assert set(FORMS) == set(Circumstances)
    assert form_for("", case=case) is None
    assert form_for("no such kind", case=case) is None


@pytest.mark.parametrize("kind", list(Circumstances))
def test_a_form_left_alone_says_that_nothing_is_known(case, kind):
    form = form_for(kind, case=case, data={})
    assert form.is_valid(), form.errors
    row = form.unsaved()
    assert row._meta.model_name == kind
    assert row.pk is None
    assert str(form)


def test_what_was_told_of_a_withdrawal_is_kept(case):
    body = Body.objects.order_by("order").first()
    data = {"how-voluntary": "no", "how-in_custody": "refused", "how-addressee": body.code, "how-form": "prepared"}
    form = form_for(Circumstances.WITHDRAWAL, case=case, data=data)
    assert form.is_valid(), form.errors
    row = form.unsaved()
    assert (row.voluntary, row.in_custody, row.addressee, row.form) == (Voluntary.NO, Answer.REFUSED, body, "prepared")
    assert row.staff_present == Answer.NOT_ASKED


def test_a_correction_starts_from_what_was_recorded(case):
    row = Withdrawal(voluntary=Voluntary.NO, in_custody=Answer.PARTLY)
    html = str(form_for(Circumstances.WITHDRAWAL, case=case, instance=row))
    assert '<option value="partly" selected>' in html
    assert '<option value="no" selected>' in html


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (Circumstances.WITHDRAWAL, "voluntary", "perhaps"),
        (Circumstances.WITHDRAWAL, "addressee", "no such body"),
        (Circumstances.WITHDRAWAL, "addressee", "a\x00b"),
        (Circumstances.WITHDRAWAL, "voluntary", "no\x00"),
        (Circumstances.REPRISAL, "after_complaint", "not a number"),
        (Circumstances.REPRISAL, "after_complaint", "\x00"),
        (Circumstances.REPRISAL, "kind", "9" * 400),
        (Circumstances.PROTECTION, "until", "31.02.2026"),
        (Circumstances.EXAMINATION, "victim", "9" * 30),
        (Circumstances.COMPENSATION, "amount", "-1"),
        (Circumstances.COMPENSATION, "amount", "NaN"),
        (Circumstances.COMPENSATION, "amount", "9" * 30),
        (Circumstances.COMMUNICATION, "number", "6" * 31),
        (Circumstances.COMMUNICATION, "number", "661\x002015"),
        (Circumstances.COMMUNICATION, "reply_due_on", "soon"),
    ],
)
def test_what_makes_no_sense_is_a_mistake_of_its_field(case, kind, name, value):
    form = form_for(kind, case=case, data={f"how-{name}": value})
    assert not form.is_valid()
    assert list(form.errors) == [name]


def test_only_what_belongs_to_the_case_can_be_named(case, berik, organisation):
    other = own_case(berik, organisation)
    form = form_for(Circumstances.REPRISAL, case=case, data={"how-after_complaint": str(other.complaints.get().uuid)})
    assert not form.is_valid()
    own = form_for(Circumstances.REPRISAL, case=case, data={"how-after_complaint": str(case.complaints.get().uuid)})
    assert own.is_valid()
    assert own.unsaved().after_complaint == case.complaints.get()


def test_an_invented_place_is_not_offered_to_a_real_case(case):
    form = form_for(Circumstances.WITHDRAWAL, case=case)
    assert not form.fields["facility"].queryset.filter(is_demonstration=True).exists()


def test_only_bodies_outside_the_country_are_offered_for_a_communication(case):
    form = form_for(Circumstances.COMMUNICATION, case=case)
    assert form.fields["addressee"].queryset.exists()
    assert set(form.fields["addressee"].queryset.values_list("kind", flat=True)) == {"international"}


@pytest.mark.parametrize(
    ("language", "amount"), [("ru", "1 000 000,50"), ("ru", "1\u00a0000\u00a0000,50"), ("en", "1 000 000.50")]
)
def test_an_amount_is_taken_as_it_is_written_in_the_language(case, language, amount):
    with translation.override(language):
        form = form_for(Circumstances.COMPENSATION, case=case, data={"how-amount": amount, "how-currency": "kzt"})
        assert form.is_valid(), form.errors
    assert (form.unsaved().amount, form.unsaved().currency) == (Decimal("1000000.50"), "KZT")


def test_an_amount_needs_its_currency_and_goes_with_it(case):
    assert not form_for(Circumstances.COMPENSATION, case=case, data={"how-amount": "100"}).is_valid()
    form = form_for(Circumstances.COMPENSATION, case=case, data={"how-amount": "100.50", "how-currency": "EUR"})
    assert form.is_valid()
    alone = form_for(Circumstances.COMPENSATION, case=case, data={"how-currency": "EUR"})
    assert alone.is_valid()
    assert (alone.unsaved().amount, alone.unsaved().currency) == (None, "")


# --- findings ---------------------------------------------------------------------------------------------------------


def test_findings_keep_their_order_and_empty_rows_are_left_out(case):
    data = finding(0, kind="physical", site="back", consistency=degree(2)) | finding(
        2, kind="psychological", consistency=degree(None), description="sleepless"
    )
    form = form_for(Circumstances.EXAMINATION, case=case, data=data | {"how-examiner": "hospital"})
    assert form.is_valid(), form.errors
    assert form.unsaved().examiner == Examiner.HOSPITAL
    assert [(found.kind, found.site, found.words) for found in form.findings()] == [
        (FindingKind.PHYSICAL, "back", ""),
        (FindingKind.PSYCHOLOGICAL, "", "sleepless"),
    ]


@pytest.mark.parametrize("missing", ["kind", "consistency"])
def test_a_finding_names_its_kind_and_its_degree(case, missing):
    values = {"kind": "physical", "consistency": degree(1)}
    del values[missing]
    form = form_for(Circumstances.EXAMINATION, case=case, data=finding(1, **values))
    assert not form.is_valid()
    assert list(form.rows.forms[1].errors) == [missing]
    assert form.non_field_errors()[0].startswith("Finding 2: ")


def test_not_consistent_says_why(case):
    bare = form_for(Circumstances.EXAMINATION, case=case, data=finding(kind="physical", consistency=degree(0)))
    assert not bare.is_valid()
    assert list(bare.rows.forms[0].errors) == ["description"]
    told = finding(kind="physical", consistency=degree(0), description="An old scar of an operation.")
    assert form_for(Circumstances.EXAMINATION, case=case, data=told).is_valid()


def test_the_whole_is_not_called_inconsistent_for_want_of_marks(case):
    form = form_for(Circumstances.EXAMINATION, case=case, data={"how-consistency": degree(0)})
    assert not form.is_valid()
    assert list(form.errors) == ["consistency"]


def test_the_overall_degree_is_never_computed(case):
    data = finding(0, kind="physical", consistency=degree(4)) | finding(1, kind="physical", consistency=degree(3))
    form = form_for(Circumstances.EXAMINATION, case=case, data=data)
    assert form.is_valid()
    assert form.unsaved().consistency is None


def test_asking_for_more_rows_keeps_what_was_typed_and_blames_nobody(case):
    data = finding(0, kind="physical", site="back") | {"how-finding-rows": "3", "how-finding-more": "yes"}
    form = form_for(Circumstances.EXAMINATION, case=case, data=data)
    assert form.asks_for_more
    assert not form.is_valid()
    assert not form.errors
    assert len(form.rows.forms) == 6
    assert '<option value="back" selected>' in str(form)
    assert "govuk-error-message" not in str(form)


@pytest.mark.parametrize("rows", ["99999", "-5", "\x00", "²", "1e3", ""])
def test_nobody_can_ask_for_endless_rows(case, rows):
    form = form_for(Circumstances.EXAMINATION, case=case, data={"how-finding-rows": rows})
    assert 3 <= len(form.rows.forms) <= MOST_ROWS
    assert form.is_valid()


def test_a_description_with_a_null_character_is_refused(case):
    data = finding(kind="physical", consistency=degree(1), description="a\x00b")
    assert not form_for(Circumstances.EXAMINATION, case=case, data=data).is_valid()


def test_days_are_asked_for_only_where_they_cannot_be_computed(case):
    assert "days_after_incident" not in form_for(Circumstances.EXAMINATION, case=case).fields
    case.incident_precision = Precision.MONTH
    assert "days_after_incident" in form_for(Circumstances.EXAMINATION, case=case).fields


def test_more_rows_ask_the_database_no_more(case):
    def queries(rows: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            str(form_for(Circumstances.EXAMINATION, case=case, data={"how-finding-rows": str(rows)}))
        return len(found)

    assert queries(3) == queries(30)
