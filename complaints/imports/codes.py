"""Primary keys by code, read once for a whole batch."""

from collections.abc import Mapping
from dataclasses import dataclass

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
    """Name of a fact -> code -> primary key; terms by code; the kind of each facility."""

    ids: Mapping[str, Mapping[str, int]]
    terms: Mapping[str, int]
    kind_of_facility: Mapping[int | None, int]

    @classmethod
    def read(cls) -> "Codes":
        """Ten queries."""
        return cls(
            {name: dict(model.objects.values_list("code", "pk")) for name, model in MODELS.items()},
            dict(Term.objects.values_list("code", "pk")),
            dict(Facility.objects.values_list("pk", "facility_type")),
        )

    def id_of(self, name: str, facts: Mapping[str, object]) -> int | None:
        """The row that a fact names; None where the fact is not said."""
        code = facts.get(name)
        return self.ids[name][str(code)] if code else None
