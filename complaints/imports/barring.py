"""Who must know nothing of a case that a spreadsheet brings, because a tie makes them close to its place or body."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from accounts.choices import Act
from accounts.models import Organisation, User
from complaints.choices import RecusalReason
from complaints.closeness import closenesses
from complaints.imports.people import agencies_of
from complaints.intake.routing import Closeness, Target, close_people
from complaints.intake.takers import barred_in
from complaints.models import Case, Recusal, Tie
from complaints.telling import tell
from institutions.models import Facility
from institutions.queries import world


@dataclass
class Barring:
    """The ties in force, read once for a batch; what they make of a place is remembered."""

    organisation: Organisation
    today: date

    def __post_init__(self) -> None:
        self._ties: list[Closeness] = closenesses(Tie.objects.exclude(user=None))
        self._found: dict[Target, list[User]] = {}
        rows = Facility.objects.values_list("code", "facility_type__code", "region__code") if self._ties else ()
        self._places: Mapping[str, tuple[str | None, str | None]] = {code: (kind, where) for code, kind, where in rows}

    def people(self, facts: Mapping[str, object]) -> list[User]:
        """Those who must not see a case with these coded facts. No query where nobody is tied to anything."""
        if not self._ties:
            return []
        target = self._target(facts)
        if target not in self._found:
            close = close_people(self._ties, target, world(), self.today)
            self._found[target] = barred_in(self.organisation, close)
        return self._found[target]

    def is_barred(self, user: User, facts: Mapping[str, object]) -> bool:
        """Whether `user` must not see, and so cannot bring in, such a case."""
        return any(person.pk == user.pk for person in self.people(facts))

    def _target(self, facts: Mapping[str, object]) -> Target:
        facility = str(facts.get("facility") or "") or None
        kind, region = self._places.get(facility or "", (None, None))
        return Target(
            facility,
            kind or (str(facts.get("facility_type") or "") or None),
            region or (str(facts.get("region") or "") or None),
            agencies_of(facts),
        )


def stand_back(people: Mapping[int, list[User]], *, by: User, today: date) -> None:
    """People by case: they stand back from it from the first moment, which the audit tells."""
    Recusal.objects.bulk_create(
        Recusal(case_id=case, user=user, reason=RecusalReason.WORKED_THERE, declared_by=by, started_on=today)
        for case, users in people.items()
        for user in users
    )


def tell_of(people: Mapping[int, list[User]], *, by: User) -> None:
    """Tells the audit who stands back; last, when everything else is locked."""
    for case in Case.objects.filter(pk__in=people).order_by("pk").iterator():
        for _person in people[case.pk]:
            tell(by, case, Act.RECUSED, reason=RecusalReason.WORKED_THERE)
