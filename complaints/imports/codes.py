"""Primary keys by code, read once for a whole batch."""

from collections.abc import Mapping
from dataclasses import dataclass

from complaints.dates import PartialDate
from complaints.recording import read_map
from institutions.geography import Map
from institutions.models import Agency, Body, Channel, Facility, FacilityType, Offence, PremiseType, Region, Term

MODELS = {
    "region": Region,
    "facility": Facility,
    "facility_type": FacilityType,
    "premise_type": PremiseType,
    "offence": Offence,
    "channel": Channel,
    "received_by": Body,
    "respondent_agency": Agency,
}


@dataclass(frozen=True, slots=True)
class Codes:
    """Name of a fact -> code -> primary key; terms by code; kind and region of each facility; the map of regions."""

    ids: Mapping[str, Mapping[str, int]]
    terms: Mapping[str, int]
    kind_of_facility: Mapping[int | None, int]
    region_of_facility: Mapping[int | None, int | None]
    map: Map

    @classmethod
    def read(cls) -> "Codes":
        """Thirteen queries."""
        return cls(
            {name: dict(model.objects.values_list("code", "pk")) for name, model in MODELS.items()},
            dict(Term.objects.values_list("code", "pk")),
            dict(Facility.objects.values_list("pk", "facility_type")),
            dict(Facility.objects.values_list("pk", "region")),
            read_map(),
        )

    def id_of(self, name: str, facts: Mapping[str, object]) -> int | None:
        """The row that a fact names; None where the fact is not said."""
        code = facts.get(name)
        return self.ids[name][str(code)] if code else None

    def region_today(self, region: int | None, facility: int | None, incident: PartialDate) -> int | None:
        """Key of the region of today for what happened in `region` as it was then."""
        return self.map.region_today(region, self.region_of_facility.get(facility), incident.earliest or incident.day)
