"""How many visits each value of the main filters would leave, of those one may see. One statement counts."""

from collections.abc import Iterator, Mapping

from django.db.models import CharField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from complaints.listing import counting
from complaints.listing.asked import Asked
from complaints.listing.counting import Counts, Facet, in_force, under_others
from complaints.listing.filter_fields import NOT_RECORDED
from institutions.choices import TermList
from institutions.visit_choices import Notice
from institutions.vocabulary import Vocabulary
from monitoring.choices import Trigger
from monitoring.closeness import with_told_trigger
from monitoring.listing.kinds import VISITS

# filter -> what it counts by
COUNTED: Mapping[str, str] = {
    "regime": "regime",
    "visit_type": "visit_type",
    "notice": "meaning_of_notice",
    "trigger": "told_trigger",
    "region": "facility__region",
    "facility_type": "facility__facility_type",
}
_LISTS = {
    "regime": "monitoring_regime",
    "visit_type": TermList.VISIT_TYPE.value,
    "region": "region",
    "facility_type": "facility_type",
}
_OF_SEVERAL = "announced"  # asks for several values at once, so that nothing can be left out for it


def count(asked: Asked) -> tuple[int, Counts]:
    """All visits of the list, and the counts by filter. Raises TakesTooLong."""
    answers, known = asked.filterset.form.cleaned_data, asked.filterset.known
    names = [name for name in in_force(asked, COUNTED) if answers[name] != _OF_SEVERAL]
    chosen = {name: _stored(name, answers[name], known) for name in names}
    meaning = Coalesce(KeyTextTransform("meaning", "notice__attributes"), Value(""), output_field=CharField())
    rows = under_others(asked, names).qs.of(asked.data_set).annotate(meaning_of_notice=meaning)
    return counting.count(with_told_trigger(rows, asked.actor, localdate()), COUNTED, chosen)


def _stored(name: str, value: str, known: Vocabulary) -> object:
    if name in _LISTS:
        return None if value == NOT_RECORDED else known.pk_of(_LISTS[name], value)
    return value


def facets(asked: Asked, counts: Counts) -> Iterator[Facet]:
    """The counts in words, the largest first."""
    form, known = asked.filterset.form, asked.filterset.known
    for name in COUNTED:
        named = [(*_named(name, stored, known), number) for stored, number in counts[name].items()]
        yield Facet(str(form.fields[name].label), counting.values(asked, VISITS.url(), name, named))


def _named(name: str, stored: object, known: Vocabulary) -> tuple[str, str]:
    """(code in the address, label) of a value in the database."""
    if name in _LISTS:
        entry = known.by_pk(_LISTS[name]).get(int(str(stored))) if stored else None
        return (entry.code, entry.label) if entry else (NOT_RECORDED, _("Not recorded"))
    choices = {"notice": Notice, "trigger": Trigger}[name]
    member = choices(stored) if stored in choices.values else choices.UNKNOWN
    return str(member.value), str(member.label)
