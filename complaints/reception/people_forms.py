"""Those concerned: coded facts about each victim and official, and apart from them the names, which are sealed."""

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.choices import AgeBand, Custody, Party, RankBand, Sex
from complaints.parties import label_of
from complaints.reception.forms import NOT_KNOWN, CodedField, TopicForm, line
from institutions.choices import TermList
from institutions.models import Agency

MOST_PEOPLE = 20
Person = tuple[str, int]

_LINES = {
    "name": _("Name"),
    "born": _("Born"),
    "contact": _("Telephone, messenger, e-mail"),
    "address": _("Address, or where the person is held"),
    "relatives": _("Relatives or others to turn to"),
    "number": _("Numbers"),
    "remarks": _("What else identifies the person"),
}
_ASKED_OF = {
    Party.VICTIM: tuple(_LINES),
    Party.COMPLAINANT: ("name", "contact", "address", "remarks"),
    Party.WITNESS: ("name", "contact", "remarks"),
    Party.RESPONDENT: ("name", "number", "remarks"),
}


class ConcernedForm(TopicForm):
    """Alleged victims and those complained about, without a name."""

    title = _("Those concerned")
    lead = _("Only what can be counted. Names come on a page of their own and are sealed.")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        situation = self.situation
        for name, number in (("victims", situation.victims), ("respondents", situation.respondents)):
            self.fields[name] = forms.IntegerField(
                min_value=0, max_value=MOST_PEOPLE, initial=number, required=False, widget=forms.HiddenInput
            )
        for number in range(1, situation.victims + 1):
            self._add(Party.VICTIM, number, _victim_fields())
        for number in range(1, situation.respondents + 1):
            self._add(Party.RESPONDENT, number, self._respondent_fields())

    def _add(self, party: Party, number: int, fields: dict[str, forms.Field]) -> None:
        for name, field in fields.items():
            self.fields[person_field(party, number, name)] = field

    def _respondent_fields(self) -> dict[str, forms.Field]:
        codes = self.situation.codes
        return {
            "agency": CodedField(label=_("Belongs to"), choices=[NOT_KNOWN, *codes.choices(Agency)]),
            "rank_band": CodedField(label=_("Rank"), choices=RankBand.choices, default=RankBand.UNKNOWN),
            "involvement": CodedField(label=_("Part in it"), choices=[NOT_KNOWN, *codes.choices(TermList.INVOLVEMENT)]),
        }

    def sections(self) -> list[tuple[str, list[BoundField]]]:
        """One section a person."""
        people = [(Party.VICTIM, number + 1) for number in range(self.situation.victims)]
        people += [(Party.RESPONDENT, number + 1) for number in range(self.situation.respondents)]
        return [(label_of(*person), _of(self, person)) for person in people]

    def told_of(self, person: Person) -> dict[str, str]:
        """The codes of one person, by the name of the column."""
        return _told_of(self, person)


def _victim_fields() -> dict[str, forms.Field]:
    return {
        "sex": CodedField(label=_("Sex"), choices=Sex.choices, default=Sex.NOT_ASKED),
        "age_band": CodedField(label=_("Age at the time"), choices=AgeBand.choices, default=AgeBand.NOT_ASKED),
        "custody": CodedField(label=_("Held as"), choices=Custody.choices, default=Custody.NOT_ASKED),
    }


class NamesForm(TopicForm):
    """Names and contacts of everybody in the complaint."""

    title = _("Names and contacts")
    lead = _(
        "Sealed apart from the account. You can write them down without being able to open them later: only keepers of "
        "identities can."
    )
    is_sealed = True

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for party, number in self.people:
            for name in _ASKED_OF[Party(party)]:
                self.fields[person_field(party, number, name)] = _asked(name)

    @property
    def people(self) -> list[Person]:
        """Who can be named: of a case that is there already only those who come with this complaint."""
        found: list[Person] = []
        if not self.situation.is_addition:
            found += [(Party.VICTIM.value, number + 1) for number in range(self.situation.victims)]
        found += [(Party.COMPLAINANT.value, 1), (Party.WITNESS.value, 1)]
        if not self.situation.is_addition:
            found += [(Party.RESPONDENT.value, number + 1) for number in range(self.situation.respondents)]
        return found

    def sections(self) -> list[tuple[str, list[BoundField]]]:
        """One section a person; who complains and who saw it have no number yet."""
        return [(_heading(person), _of(self, person)) for person in self.people]

    def told_of(self, person: Person) -> dict[str, str]:
        """What was written about one person, by the name of the fact; empty facts are left out."""
        return {name: text for name, text in _told_of(self, person).items() if text}


def _asked(name: str) -> forms.CharField:
    if name != "remarks":
        return line(_LINES[name])
    field = line(_LINES[name], length=3000)
    field.widget = forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "maxlength": "3000"})
    return field


def _heading(person: Person) -> str:
    if person[0] == Party.COMPLAINANT:
        return gettext("Who complains, if it is not the alleged victim")
    return gettext("A witness") if person[0] == Party.WITNESS else label_of(*person)


def person_field(party: str, number: int, name: str) -> str:
    """The name of the field about one person; names of people and their codes never share one."""
    return f"{party}-{number}-{name}"


def _of(form: TopicForm, person: Person) -> list[BoundField]:
    start = person_field(*person, "")
    return [form[name] for name in form.fields if name.startswith(start)]


def _told_of(form: TopicForm, person: Person) -> dict[str, str]:
    start = person_field(*person, "")
    return {name.removeprefix(start): value for name, value in form.cleaned_data.items() if name.startswith(start)}
