"""Filters of the list of cases: one set for the page, its links, its counts and what is taken out of the house."""

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

import django_filters as filters
from django.db.models import DateField, ExpressionWrapper, F, IntegerField, Q, QuerySet, Value
from django.forms import HiddenInput
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.choices import CASE_ROLES
from accounts.models import Membership, User
from accounts.permissions import Permission, organisations_with
from complaints import attention
from complaints.choices import AlertKind, DataSet, LetterState
from complaints.listing.filter_fields import (
    NOT_RECORDED,
    CodedFilter,
    choice_filter,
    day_filter,
    only_filter,
    words_filter,
    year_filter,
)
from complaints.listing.search import search
from complaints.models import Case
from institutions.choices import Answer, Exit, Independence, Milestone, OffenceKind
from institutions.vocabulary import Vocabulary, vocabulary

ME, NOBODY = "me", "nobody"
HORIZONS = (1, 2, 3, 5)


class RiskFilter(CodedFilter):
    """By the newest judgement of risk; by none where nobody judged."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        """Cases of that level."""
        if not value:
            return qs
        return attention.at_risk(qs, None if value == NOT_RECORDED else self.known.pk_of(self.list_name, value))


class ConsistencyFilter(CodedFilter):
    """By the overall degree that an examiner gave in some examination."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        """Cases with an examination of that degree, or one without a degree."""
        if not value:
            return qs
        degree = None if value == NOT_RECORDED else self.known.pk_of(self.list_name, value)
        return attention.with_circumstances(qs, "examination", consistency=degree)


class CaseFilterSet(filters.FilterSet):
    """Filters over cases and their milestone rows; names and codes are those of the funnel's filters.

    `actor` is whose list it is (a request brings its own): without one nobody's assignments can be asked for.
    """

    data_set = filters.ChoiceFilter(
        field_name="data_set", choices=DataSet.choices, label=_("Data set"), empty_label=None, widget=HiddenInput
    )
    q = words_filter("filter_words")
    reached = choice_filter("filter_reached", Milestone.choices, _("Reached at least"), _("any step"))
    state = filters.ChoiceFilter(
        field_name="milestones__state", choices=Exit.choices, label=_("Stands now"), empty_label=_("anywhere")
    )
    stage = CodedFilter("stage", "milestones__position", _("Last step"), is_code=True)
    ground = CodedFilter("ground", "milestones__state_ground", _("Ground of the decision"))
    withdrawn = choice_filter(
        "filter_withdrawn",
        [("now", _("stands withdrawn")), ("ever", _("was withdrawn at some time")), ("no", _("never"))],
        _("Withdrawn"),
    )
    year_from = year_filter("filter_year_from", _("Registered from"))
    year_to = year_filter("filter_year_to", _("Registered to"))
    registered_from = day_filter("milestones__reached_1__gte", _("Registered on or after"))
    registered_to = day_filter("milestones__reached_1__lte", _("Registered on or before"))
    incident_from = year_filter("filter_incident_from", _("Incident in or after the year"))
    incident_to = year_filter("filter_incident_to", _("Incident in or before the year"))
    horizon = choice_filter(
        "filter_horizon",
        [(str(years), str(years)) for years in HORIZONS],
        _("Reached within so many years"),
        _("any time"),
    )
    region = CodedFilter("region", "milestones__region", _("Region at the time"))
    region_now = CodedFilter("region", "milestones__region_now", _("Region as drawn today"))
    facility_type = CodedFilter("facility_type", "milestones__facility_type", _("Kind of place"))
    facility = CodedFilter("facility", "facility", _("Place"))
    body = CodedFilter("body", "milestones__first_body", _("Body that first took the case"))
    body_now = CodedFilter("body", "milestones__body_now", _("With the body now"))
    independence = choice_filter(
        "filter_independence",
        [*Independence.choices, (NOT_RECORDED, _("Not recorded"))],
        _("Independence of the first body"),
    )
    channel = CodedFilter("channel", "milestones__channel", _("How the complaint came"))
    method = CodedFilter("method", "methods", _("Method"))
    offence_kind = choice_filter(
        "filter_offence_kind", [*OffenceKind.choices, (NOT_RECORDED, _("Not recorded"))], _("Kind of offence")
    )
    offence = CodedFilter("offence", "offence", _("First qualification"))
    due = choice_filter(
        "filter_due", [("overdue", _("overdue")), ("soon", _("due in the next 14 days"))], _("Deadlines")
    )
    alerts = choice_filter("filter_alerts", [("open", _("any")), *AlertKind.choices], _("Alerts that nobody has noted"))
    silent = choice_filter(
        "filter_silent",
        [(str(days), str(days)) for days in attention.SILENCES],
        _("Open without an event for so many days"),
    )
    assigned = filters.ChoiceFilter(
        method="filter_assigned",
        choices=[(ME, _("me")), (NOBODY, _("nobody"))],
        label=_("Assigned to"),
        empty_label=_("anybody or nobody"),
    )
    risk = RiskFilter("risk_level", "", _("Risk as judged last"))
    look_again = only_filter("filter_look_again", _("Risk is to be looked at again"))
    news = only_filter("filter_news", _("Has a new message from who wrote"))
    letter = only_filter("filter_letter", _("Came as a letter"))
    examined = choice_filter("filter_examined", [("yes", _("yes")), ("no", _("no"))], _("Medical examination recorded"))
    consistency = ConsistencyFilter("consistency", "", _("Degree of consistency"))
    reprisal = choice_filter(
        "filter_reprisal",
        [("yes", _("yes")), ("going_on", _("yes, and it goes on")), ("no", _("no"))],
        _("Pressure or reprisal recorded"),
    )
    merged = choice_filter("filter_merged", [("once", _("counted once"))], _("Joined cases"), _("each counted"))
    counted = filters.ChoiceFilter(
        method="filter_counted",
        choices=[("1", _("Only counted cases"))],
        label=_("Counted in the funnel"),
        widget=HiddenInput,  # a link from a number sets it, its chip takes it away
    )

    class Meta:
        model = Case
        fields: tuple[str, ...] = ()

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        queryset: QuerySet | None = None,
        *,
        request: HttpRequest | None = None,
        actor: User | None = None,
        known: Vocabulary | None = None,
        **kwargs: object,
    ) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        self.actor: User | None = actor or getattr(request, "user", None)
        self.known = known or vocabulary()
        for one in self.filters.values():
            if isinstance(one, CodedFilter):
                one.offer(self.known)
        self._colleagues = {str(uuid): pk for uuid, pk, _name in self._named_colleagues()}

    def _named_colleagues(self) -> list[tuple[UUID, int, str]]:
        """Those whose cases `actor` may ask for: whoever sees every case sees who works on which."""
        offices = organisations_with(self.actor, Permission.CASE_VIEW_ALL) if self.actor else []
        if not offices:
            return []
        members = Membership.objects.active().filter(organisation__in=offices, role__in=CASE_ROLES)
        people = list(User.objects.filter(pk__in=members.values("user")).order_by("first_name", "last_name", "pk"))
        self.filters["assigned"].extra["choices"] = [
            *self.base_filters["assigned"].extra["choices"],
            *((str(one.uuid), str(one)) for one in people),
        ]
        return [(one.uuid, one.pk, str(one)) for one in people]

    # --- words --------------------------------------------------------------------------------------------------------

    def filter_words(self, cases: QuerySet, _name: str, words: str) -> QuerySet:
        """Cases that every word finds."""
        return search(cases, words, self.known)

    # --- the course ---------------------------------------------------------------------------------------------------

    def filter_reached(self, cases: QuerySet, _name: str, milestone: str) -> QuerySet:
        """Cases that got at least so far."""
        return cases.filter(milestones__furthest__gte=int(milestone))

    def filter_horizon(self, cases: QuerySet, _name: str, years: str) -> QuerySet:
        """Of those that reached the step asked for, the ones that did so within so many years of registration."""
        reached = self.form.cleaned_data.get("reached")
        if not reached:
            return cases
        deadline = ExpressionWrapper(
            F("milestones__reached_1") + Value(int(int(years) * 365.25), IntegerField()), output_field=DateField()
        )
        return cases.filter(**{f"milestones__reached_{reached}__lte": deadline})

    def filter_withdrawn(self, cases: QuerySet, _name: str, answer: str) -> QuerySet:
        """By whether the complaint stands withdrawn, or ever was."""
        if answer == "now":
            return cases.filter(milestones__is_withdrawn=True)
        if answer == "ever":
            return cases.filter(Q(milestones__withdrawn_on__isnull=False) | Q(milestones__is_withdrawn=True))
        return cases.filter(milestones__withdrawn_on=None, milestones__is_withdrawn=False)

    def filter_year_from(self, cases: QuerySet, _name: str, year: int) -> QuerySet:
        """Registered in that year or later."""
        return cases.filter(milestones__reached_1__year__gte=int(year))

    def filter_year_to(self, cases: QuerySet, _name: str, year: int) -> QuerySet:
        """Registered in that year or earlier."""
        return cases.filter(milestones__reached_1__year__lte=int(year))

    def filter_incident_from(self, cases: QuerySet, _name: str, year: int) -> QuerySet:
        """The incident was in that year or later."""
        return cases.filter(incident_on__year__gte=int(year))

    def filter_incident_to(self, cases: QuerySet, _name: str, year: int) -> QuerySet:
        """The incident was in that year or earlier."""
        return cases.filter(incident_on__year__lte=int(year))

    def filter_offence_kind(self, cases: QuerySet, _name: str, kind: str) -> QuerySet:
        """By the kind of the first qualification; none recorded is a kind of its own."""
        return cases.filter(milestones__offence_kind="" if kind == NOT_RECORDED else kind)

    def filter_independence(self, cases: QuerySet, _name: str, independence: str) -> QuerySet:
        """By the independence of the first body; none recorded is a kind of its own."""
        return cases.filter(milestones__independence="" if independence == NOT_RECORDED else independence)

    # --- work to do ---------------------------------------------------------------------------------------------------

    def filter_due(self, cases: QuerySet, _name: str, when: str) -> QuerySet:
        """By duties that are overdue or near."""
        wanted: Callable[[QuerySet, date], QuerySet] = attention.overdue if when == "overdue" else attention.due_soon
        return wanted(cases, localdate())

    def filter_alerts(self, cases: QuerySet, _name: str, kind: str) -> QuerySet:
        """By alerts that nobody has noted."""
        return attention.with_alerts(cases, "" if kind == "open" else kind)

    def filter_silent(self, cases: QuerySet, _name: str, days: str) -> QuerySet:
        """Open, and nothing has happened for so many days."""
        return attention.silent(cases, int(days), localdate())

    def filter_assigned(self, cases: QuerySet, _name: str, whom: str) -> QuerySet:
        """By who works on it."""
        if whom == NOBODY:
            return attention.assigned_to(cases, None)
        user = self.actor.pk if whom == ME and self.actor else self._colleagues.get(whom)
        return attention.assigned_to(cases, user) if user else cases.none()

    def filter_news(self, cases: QuerySet, _name: str, _yes: str) -> QuerySet:
        """A message of who wrote has not been opened yet; a letter that nobody has taken up is new as a whole."""
        return cases.filter(letter__has_news=True).exclude(letter__state=LetterState.NEW)

    def filter_look_again(self, cases: QuerySet, _name: str, _yes: str) -> QuerySet:
        """The day has come that the newest judgement of risk named for looking again."""
        return attention.to_look_again(cases, localdate())

    def filter_letter(self, cases: QuerySet, _name: str, _yes: str) -> QuerySet:
        """The case came through the public form."""
        return cases.filter(letter__isnull=False)

    def filter_examined(self, cases: QuerySet, _name: str, answer: str) -> QuerySet:
        """By whether a medical examination is recorded."""
        return attention.with_circumstances(cases, "examination", is_there=answer == "yes")

    def filter_reprisal(self, cases: QuerySet, _name: str, answer: str) -> QuerySet:
        """By whether pressure or a reprisal is recorded, or is said to go on."""
        if answer == "going_on":
            return attention.with_circumstances(cases, "reprisal", is_going_on=Answer.YES)
        return attention.with_circumstances(cases, "reprisal", is_there=answer == "yes")

    # --- how it is counted --------------------------------------------------------------------------------------------

    def filter_counted(self, cases: QuerySet, _name: str, _only: str) -> QuerySet:
        """The cases a funnel counts: registered on a known day, and own ones only if nobody refused to be counted."""
        registered = cases.filter(milestones__furthest__isnull=False, milestones__reached_1__lte=localdate())
        return registered.exclude(data_set=DataSet.OWN, may_be_counted=Answer.NO)

    def filter_merged(self, cases: QuerySet, _name: str, _once: str) -> QuerySet:
        """Without the cases that were joined to another one."""
        return cases.filter(milestones__absorbed_by__isnull=True)
