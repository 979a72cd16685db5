"""Cases come in whole or not at all, with what is sealed in safes and nowhere else."""

from datetime import date

import pytest

from accounts.choices import Role
from accounts.jobs import WorkRefused
from accounts.models import AuditEvent, Membership, User
from complaints.imports import actions
from complaints.imports.allowed import NO_RIGHT
from complaints.imports.checking import check
from complaints.imports.writing import write
from complaints.models import (
    Case,
    CaseAssignment,
    CaseEvent,
    ImportPart,
    ImportRow,
    Recusal,
    Tie,
    Victim,
    Writing,
)
from complaints.projection import compare
from institutions.models import Facility, FacilityType, Region
from institutions.queries import world
from tests.complaints.imports.sheets import (
    NOW,
    TODAY,
    as_csv,
    checked,
    confirmed,
    fresh,
    mapped,
    silent,
    taken_in,
    uploaded,
    xlsx,
)
from tests.complaints.sealed_cases import with_recovery_key
from tests.vault.keys import with_keys
from vault.models import KeyWrap

RUSSIAN = ["№ дела", "Дата обращения", "Дата инцидента", "Регион", "Пол", "Возраст", "ФИО", "Обстоятельства"]
KAZAKH = ["Іс нөмірі", "Өтініш күні", "Оқиға күні", "Өңір", "Жынысы", "Жасы", "Аты-жөні", "Мән-жайлар"]
NAME, STORY = "Invented Canary Person", "A canary sang of what happened there."


def test_a_russian_sheet_becomes_cases(alia, organisation):
    with_recovery_key(organisation)
    batch = taken_in(
        xlsx(
            RUSSIAN,
            ["1/21", date(2021, 3, 5), "март 2021", "Акмолинская область", "м", 34, NAME, STORY],
            ["2/21", "5 апреля 2021 г.", "2021", "Акмолинская область", "жен", "до 18", None, None],
        ),
        alia,
        organisation,
    )

    assert (batch.state, batch.counts["new"], batch.counts["rejected"]) == ("done", 2, 0)
    first, second = Case.objects.order_by("file_number")
    assert (first.file_number, first.incident_on, first.incident_precision) == ("1/21", date(2021, 3, 1), "month")
    assert (second.incident_precision, second.region.code) == ("year", first.region.code)
    assert list(Victim.objects.order_by("case__file_number").values_list("sex", "age_band")) == [
        ("male", "30_59"),
        ("female", "minor"),
    ]
    assert CaseAssignment.objects.filter(user=alia, ended_at=None).count() == 2
    assert compare([first.pk, second.pk], world=world()) == []
    assert first.milestones.last_sequence == 1
    assert (first.safe is not None, second.safe) == (True, None)
    assert Writing.objects.get().case == first
    assert (bytes(batch.key), ImportPart.objects.count(), ImportRow.objects.exclude(locked=b"").count()) == (b"", 0, 0)


def test_a_kazakh_sheet_says_the_same(alia, organisation):
    batch = taken_in(
        as_csv(KAZAKH, ["1", "2021 жылғы 5 наурыз", "03.2021", "Ақмола облысы", "ер", "34", "", ""], encoding="utf-16"),
        alia,
        organisation,
    )
    assert batch.counts["new"] == 1
    case = Case.objects.get()
    assert (case.incident_precision, case.region.label_en) == ("month", "Akmola Region")
    assert CaseEvent.objects.get().happened_on == date(2021, 3, 5)


def test_the_same_sheet_twice_changes_nothing(alia, organisation):
    sheet = xlsx(RUSSIAN[:6], ["1/21", date(2021, 3, 5), "2021", "Акмолинская область", "м", 34])
    taken_in(sheet, alia, organisation)
    again = checked(mapped(uploaded(sheet, alia, organisation)))
    assert {name: again.counts[name] for name in ("new", "changed", "same", "rejected")} == {
        "new": 0,
        "changed": 0,
        "same": 1,
        "rejected": 0,
    }


def test_a_lead_is_assigned_to_nothing(berik, organisation):
    taken_in(xlsx(RUSSIAN[:2], ["1", "2021"]), berik, organisation)
    assert not CaseAssignment.objects.exists()


def test_a_writer_that_dies_leaves_nothing_and_the_next_writes_everything_once(alia, organisation, monkeypatch):
    with_recovery_key(organisation)
    monkeypatch.setattr("complaints.imports.writing.CHUNK", 2)
    monkeypatch.setattr("complaints.imports.writing.row_chunks.__defaults__", (2,))
    rows = [[f"{number}", "2021", None, None, None, None, NAME, STORY] for number in range(7)]
    batch = confirmed(checked(mapped(uploaded(xlsx(RUSSIAN, *rows), alia, organisation))))

    def dies(done: int, _total: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(batch.pk, dies, now=NOW, today=TODAY)

    assert (Case.objects.count(), CaseEvent.objects.count(), Writing.objects.count()) == (0, 0, 0)
    assert ImportRow.objects.exclude(locked=b"").count() == 7

    write(batch.pk, silent, now=NOW, today=TODAY)
    write(batch.pk, silent, now=NOW, today=TODAY)

    assert (Case.objects.count(), CaseEvent.objects.count(), Writing.objects.count()) == (7, 7, 7)
    assert fresh(batch).state == "done"


def lose_the_role(user: User) -> None:
    Membership.objects.filter(user=user).update(role=Role.ANALYST)


def leave(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize("lose", [lose_the_role, leave])
def test_whoever_lost_the_right_since_has_nothing_written_or_checked(lose, alia, organisation):
    batch = confirmed(checked(mapped(uploaded(xlsx(RUSSIAN[:2], ["1", "2021"]), alia, organisation))))
    lose(alia)
    with pytest.raises(WorkRefused, match=NO_RIGHT):
        write(batch.pk, silent, now=NOW, today=TODAY)
    with pytest.raises(WorkRefused, match=NO_RIGHT):
        check(batch, silent, today=TODAY)
    assert (Case.objects.count(), batch.rows.count(), fresh(batch).state) == (0, 1, "writing")


def test_a_step_of_a_person_rests_on_no_token_that_was_used_before(alia, organisation):
    batch = checked(mapped(uploaded(xlsx(RUSSIAN[:2], ["1", "2021"]), alia, organisation)))
    batch.options["token"] = "a6c5c3a1-2f6a-4f7a-9d51-000000000000"
    batch.save(update_fields=["options"])
    actions.confirm(by=alia, batch=batch, may_be_kept=True)
    write(batch.pk, silent, now=NOW, today=TODAY)
    assert Case.objects.count() == 1


def test_changed_rows_change_what_differs_and_add_events(berik, organisation):
    taken_in(xlsx([*RUSSIAN[:5], "Направлено в суд"], ["1", "2021", "2021", None, "м", None]), berik, organisation)
    second = xlsx([*RUSSIAN[:5], "Направлено в суд"], ["1", "2021", "2020", "Акмолинская область", None, "05.06.2022"])
    batch = taken_in(second, berik, organisation)
    assert batch.counts["changed"] == 1
    case = Case.objects.get()
    assert (case.incident_on, case.region.label_en) == (date(2020, 1, 1), "Akmola Region")
    assert case.victims.get().sex == "male"
    assert case.events.count() == 2
    assert compare([case.pk], world=world()) == []


def test_a_sheet_does_not_guess_the_region_of_today(berik, organisation):
    columns = [RUSSIAN[0], RUSSIAN[2], RUSSIAN[3]]
    east = "Восточно-Казахстанская область"
    taken_in(
        xlsx(columns, ["1", "2015", east], ["2", "2023", east], ["3", "2015", "область Абай"]), berik, organisation
    )
    told = Case.objects.order_by("file_number").values_list("region__code", "region_now__code")
    assert list(told) == [("KZ-63", None), ("KZ-63", "KZ-63"), ("KZ-10", "KZ-10")]

    again = taken_in(xlsx(columns, ["1", "2022-06-08", east], ["2", "2015", None]), berik, organisation)
    assert again.counts["changed"] == 2
    assert [now for _then, now in told.all()] == ["KZ-63", None, "KZ-10"]
    assert compare(Case.objects.values_list("pk", flat=True), world=world()) == []


# --- ties and the audit -----------------------------------------------------------------------------------------------

TIED = [RUSSIAN[0], RUSSIAN[1], RUSSIAN[3], RUSSIAN[7]]


@pytest.fixture
def place():
    return Facility.objects.filter(region__label_en="Akmola Region").first() or add_facility()


def add_facility() -> Facility:
    region = Region.objects.get(label_en="Akmola Region")
    kind = FacilityType.objects.order_by("order").first()
    return Facility.objects.create(
        code="X_PLACE", label_en="X", label_ru="X", label_kk="X", region=region, facility_type=kind, source="D"
    )


def tie(user, organisation, place) -> None:
    Tie.objects.create(user=user, organisation=organisation, facility=place, declared_by=user, declared_on=TODAY)


def test_whoever_is_tied_to_a_place_stands_back_from_what_a_sheet_brings_about_it(alia, berik, organisation, place):
    with_recovery_key(organisation)
    with_keys(berik)
    tie(berik, organisation, place)
    taken_in(
        xlsx(TIED, ["1", "2021", "Акмолинская область", STORY], ["2", "2021", "Абайская область", STORY]),
        alia,
        organisation,
    )

    here, elsewhere = Case.objects.order_by("file_number")
    assert [recusal.case for recusal in Recusal.objects.filter(user=berik)] == [here]
    assert not KeyWrap.objects.filter(data_key__safe=here.safe, key_pair__user=berik).exists()
    assert KeyWrap.objects.filter(data_key__safe=elsewhere.safe, key_pair__user=berik).exists()
    assert list(Case.objects.visible_to(berik)) == [elsewhere]
    assert AuditEvent.objects.filter(action="recused", subject_uuid=here.uuid).count() == 1


def test_rows_about_a_place_one_is_tied_to_are_left_to_a_colleague(alia, organisation, place):
    tie(alia, organisation, place)
    batch = checked(
        mapped(
            uploaded(
                xlsx(TIED[:3], ["1", "2021", "Акмолинская область"], ["2", "2021", "Абайская область"]),
                alia,
                organisation,
            )
        )
    )
    assert (batch.counts["new"], batch.counts["rejected"]) == (1, 1)
    assert batch.rows.get(verdict="rejected").reasons == [[None, "tied", ""]]


def test_a_tie_declared_after_the_check_stops_the_writing(alia, organisation, place):
    batch = confirmed(
        checked(mapped(uploaded(xlsx(TIED[:3], ["1", "2021", "Акмолинская область"]), alia, organisation)))
    )
    tie(alia, organisation, place)
    with pytest.raises(WorkRefused):
        write(batch.pk, silent, now=NOW, today=TODAY)
    assert not Case.objects.exists()


def test_the_audit_tells_of_upload_and_import(alia, organisation):
    batch = taken_in(xlsx(RUSSIAN[:2], ["1", "2021"]), alia, organisation)
    told = AuditEvent.objects.filter(subject_uuid=batch.uuid).order_by("pk").values_list("action", "actor__username")
    assert list(told) == [("sheet_uploaded", "alia"), ("cases_imported", "alia")]
