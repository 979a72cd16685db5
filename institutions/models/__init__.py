"""Rows of a country pack. They change only through `load_pack`; pages and rules read them."""

from institutions.models.base import CodedRow, DatedRow, Pack, PackQuerySet
from institutions.models.bodies import Agency, AgencyBody, Body, Subordination
from institutions.models.indicators import Indicator
from institutions.models.law import Competence, Ground, LegalInstrument, Offence, TimeLimit
from institutions.models.monitoring import MonitoringRegime
from institutions.models.places import (
    Facility,
    FacilityAlias,
    FacilityOperator,
    FacilityType,
    PremiseMandate,
    PremiseType,
    Region,
    RegionSuccession,
)
from institutions.models.procedure import Channel, ConflictRule, FunnelStep, Guard, Stage, Term, Transition
from institutions.models.sources import Source

__all__ = [
    "Agency",
    "AgencyBody",
    "Body",
    "Channel",
    "CodedRow",
    "Competence",
    "ConflictRule",
    "DatedRow",
    "Facility",
    "FacilityAlias",
    "FacilityOperator",
    "FacilityType",
    "FunnelStep",
    "Ground",
    "Guard",
    "Indicator",
    "LegalInstrument",
    "MonitoringRegime",
    "Offence",
    "Pack",
    "PackQuerySet",
    "PremiseMandate",
    "PremiseType",
    "Region",
    "RegionSuccession",
    "Source",
    "Stage",
    "Subordination",
    "Term",
    "TimeLimit",
    "Transition",
]
