"""Reads what invented visits build on: places (adding invented ones), cases, the mandate, times for replies."""

import random
from datetime import date

from accounts.models import Organisation
from complaints.choices import DataSet
from complaints.models import CaseEvent, Complaint
from institutions.choices import Circumstances, Mandate
from institutions.models import Facility, FacilityType, MonitoringRegime, PremiseMandate, Region
from monitoring.demo.generator import VisitSetting
from monitoring.demo.plans import Heard, Place, Pressure
from monitoring.demo.profile import VisitProfile


def prepare_visit_setting(profile: VisitProfile, organisation: Organisation, seed: int) -> VisitSetting:
    """The setting of the demonstration; invented places that exist already are reused."""
    _add_places(profile, random.Random(seed))
    regimes = MonitoringRegime.objects.exclude(reply_amount=None)
    return VisitSetting(
        places=_places(profile),
        mandate=_mandates(),
        cases=_cases(profile, organisation),
        pressures=_pressures(organisation),
        reply={regime.code: (regime.reply_amount, regime.reply_unit) for regime in regimes},
    )


def _add_places(profile: VisitProfile, rng: random.Random) -> None:
    """Numbers go on where those of the places end in which invented cases happen."""
    regions = list(Region.objects.filter(valid_to=None).order_by("code").values_list("pk", flat=True))
    kinds = FacilityType.objects.in_bulk(field_name="code")
    existing = set(Facility.objects.filter(is_demonstration=True).values_list("code", flat=True))
    rows = []
    for kind in profile.kinds.values():
        for number in range(101, 101 + kind.further):
            code, region = f"DEMO-{kind.type}-{number}", rng.choice(regions)
            if code in existing:
                continue
            label = {
                language: text.format(kind=getattr(kinds[kind.type], f"label_{language}"), number=number)
                for language, text in profile.facility_label.items()
            }
            rows.append(
                Facility(
                    code=code,
                    facility_type=kinds[kind.type],
                    region_id=region,
                    is_demonstration=True,
                    label_en=label["en"],
                    label_ru=label["ru"],
                    label_kk=label["kk"].removesuffix("*"),
                    is_kk_reviewed=False,
                    is_verified=False,
                )
            )
    Facility.objects.bulk_create(rows)


def _places(profile: VisitProfile) -> list[Place]:
    known = Facility.objects.filter(is_demonstration=True, facility_type__code__in=profile.kinds)
    rows = known.exclude(facility_type__operator=None).order_by("code")
    return [Place(*row) for row in rows.values_list("code", "facility_type__code", "facility_type__operator__code")]


def _mandates():
    """What the law said of a kind of room on a day, read once."""
    rows: dict[str, list[tuple[date | None, date | None, Mandate]]] = {}
    for code, first, last, mandate in PremiseMandate.objects.order_by("pk").values_list(
        "premise_type__code", "valid_from", "valid_to", "mandate"
    ):
        rows.setdefault(code, []).append((first, last, Mandate(mandate)))

    def mandate_on(room: str, day: date) -> Mandate:
        found = (
            mandate for first, last, mandate in rows.get(room, ()) if (first or date.min) <= day <= (last or date.max)
        )
        return next(found, Mandate.UNKNOWN)

    return mandate_on


def _cases(profile: VisitProfile, organisation: Organisation) -> list[Heard]:
    """Cases of places that can be visited, from the first year of the visits on."""
    complaints = Complaint.objects.filter(
        case__data_set=DataSet.DEMONSTRATION,
        case__organisation=organisation,
        case__mistaken_on=None,
        case__facility__facility_type__code__in=profile.kinds,
        case__incident_on__year__gte=profile.first_year,
    )
    submitted = dict(
        CaseEvent.objects.filter(complaint__in=complaints.values("pk"))
        .order_by("-sequence")
        .values_list("complaint", "happened_on")
    )
    rows = complaints.order_by("pk").values_list(
        "pk", "case", "case__facility__code", "case__incident_on", "channel__code"
    )
    return [
        Heard(case, place, happened_on, submitted.get(pk), channel in profile.receivers)
        for pk, case, place, happened_on, channel in rows
    ]


def _pressures(organisation: Organisation) -> list[Pressure]:
    events = CaseEvent.objects.in_force().filter(
        case__data_set=DataSet.DEMONSTRATION,
        case__organisation=organisation,
        stage__circumstances=Circumstances.REPRISAL,
        case__facility__isnull=False,
        happened_on__isnull=False,
        after_visit=None,
    )
    return [Pressure(*row) for row in events.order_by("pk").values_list("pk", "case__facility__code", "happened_on")]
