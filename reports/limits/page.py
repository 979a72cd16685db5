"""The page of what limits the visits: sections of numbers, each with its chart, its table and how it is counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from complaints.choices import DataSet
from institutions.models import MonitoringRegime
from institutions.vocabulary import Vocabulary
from reports import wording
from reports.drawing import Drawings
from reports.limits import drawing, sentences
from reports.limits.choices import LIMITS_VERSION, LONG_WAIT, OBSTACLES, By, Measure, NoticeGroup, Spread
from reports.limits.definitions import COUNTED, UNITS, interval_of
from reports.limits.forms import LISTS, LimitsForm
from reports.limits.groups import Named, VisitLinks, named
from reports.limits.measures import Figure, compare_pairs, compare_rates, compare_shares, figures
from reports.limits.queries import Half, Report, report_for
from reports.limits.rows import NO_PAIRS
from reports.limits.tables import figure_of, figures_table, groups_table, left_out_table
from reports.limits.words import points_text, ratio_text
from reports.tables import Table

# Measure -> what narrows the list of visits to those it counts.
_LISTED = {
    Measure.FULL_ACCESS: {"access": "full"},
    **{measure: {"access": access.value} for measure, access in OBSTACLES.items()},
    Measure.WAIT_LONG: {"waited": LONG_WAIT},
    Measure.ROOMS_VISITS: {"room": "any"},
}


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page. `drawn_by`: the template of the drawing; `counted`: (measure, how it is counted).

    `folded`: the table that says what the drawing says, one click away; `tables`: those that say more.
    """

    id: str
    title: str
    notes: Sequence[str]
    drawn_by: str
    drawings: Drawings | None
    folded: Table | None
    tables: Sequence[Table]
    counted: Sequence[tuple[str, str]]


class LimitsPage:
    """Everything below the filters, for one question of one reader."""

    def __init__(self, actor: User, form: LimitsForm, known: Vocabulary) -> None:
        self.form, self.known = form, known
        self.question = form.question()
        self.report: Report = report_for(actor, self.question)
        scenarios = set(MonitoringRegime.objects.filter(is_scenario=True).values_list("pk", flat=True))
        self.is_scenario = self.question.filters.get(By.REGIME) in scenarios
        self.half: Half = self.report.scenario if self.is_scenario else self.report.real
        self.other: Half = Half() if self.is_scenario else self.report.scenario
        self.told = figures(self.half.total)
        sent = {name: form.cleaned_data.get(name) for name in (*(by.value for by in LISTS), "notice")}
        years = {name: form.cleaned_data.get(name) for name in ("year_from", "year_to")}
        self.links = VisitLinks(actor, self.question.data_set, {"data_set": self.question.data_set} | sent | years)
        # The list knows no scenario: without the terms in the address it would hold more than the number says.
        if self.other.total.visits and By.REGIME not in self.question.filters:
            self.links.is_open = self.links.is_open and self.question.by == By.REGIME

    def context(self) -> dict[str, object]:
        """What the template shows."""
        return {
            "visits": self.half.total.visits,
            "count_text": sentences.visits_text(self.half.total.visits),
            "list_url": self.links.address() if By.REGIME in self.question.filters or not self.has_scenario else "",
            "is_scenario": self.is_scenario,
            "findings": sentences.findings(self.half),
            "sections": [one for one in (*self.sections(), self.compared()) if one.tables or one.folded],
            "scenario": self.scenario_table(),
            "definition_version": LIMITS_VERSION,
            "as_of": wording.day(self.question.today),
        }

    @property
    def has_scenario(self) -> bool:
        """Whether visits of a scenario answer the question beside those that took place."""
        return bool(self.other.total.visits)

    def sections(self) -> list[Section]:
        """The measures in their groups, in the order of a visit."""
        return [
            self._yield(),
            self._talks(),
            self._section("access", _("What those who visited were let do"), (Measure.FULL_ACCESS, *OBSTACLES)),
            self._wait(),
            self._rooms(),
            self._windows(),
            self._section(
                "coverage",
                _("Places seen as often as the law wants"),
                (Measure.COVERAGE,),
                notes=[_("Years and notice do not narrow this: it is counted back from today.")],
            ),
            self._section(
                "replies",
                _("What became of recommendations: said and verified"),
                (*(Measure.IN_TIME, Measure.ACCEPTED, Measure.SAID_DONE, Measure.DONE),
                 *(Measure.DONE_OF_VERIFIED, Measure.DONE_OF_SAID), Measure.REPLY_MEDIAN),
            ),
            self._section(
                "afterwards",
                _("After the visit: safety, passing on, publication"),
                (*(Measure.PASSED_ON, Measure.PUBLISHED, Measure.REPRISALS), Measure.PUBLICATION_MEDIAN),
                notes=[
                    _("Reprisals are those that somebody reported and linked to a visit. There are others."),
                    _("Complaints to be passed on from visits of the last 30 days, not counted yet: %(number)s.")
                    % {"number": wording.whole(self.half.total.young)},
                ],
            ),
        ]  # fmt: skip

    def _figures(self, measures: Sequence[Measure]) -> list[Figure]:
        return [self.told[name] for name in measures if name in self.told]

    def _section(
        self,
        name: str,
        title: str,
        measures: Sequence[Measure],
        *,
        notes: Sequence[str] = (),
        drawings: Drawings | None = None,
        drawn_by: str = "components/charts/dots.html",
        groups: Table | None = None,
        more: Table | None = None,
    ) -> Section:
        """A section. Unless drawings of its `groups` or of something else are given, its shares are drawn as dots."""
        found = self._figures(measures)
        told = figures_table(title, found, self._link)
        is_all_drawn = groups is None and all(drawing.is_share(figure.measure) for figure in found)
        drawings = drawings or self._dots(name, title, found)
        return Section(
            id=name,
            title=title,
            notes=notes,
            drawn_by=drawn_by,
            drawings=drawings,
            folded=told if drawings and is_all_drawn else groups if drawings else None,
            tables=[
                one
                for one in (None if drawings and is_all_drawn else told, None if drawings else groups, more)
                if one and one.rows
            ],
            counted=[(str(measure.label), f"{COUNTED[measure]} {interval_of(measure)}") for measure in measures],
        )

    def _link(self, measure: Measure) -> str:
        return self.links.address(**_LISTED[measure]) if measure in _LISTED and self.half.total.visits else ""

    def _frame(self, name: str, title: str, unit: str) -> drawing.Frame:
        return drawing.frame(
            name,
            self.question.data_set,
            title=title,
            desc=_("Dots with their 95 % intervals; the same numbers stand in the table."),
            unit=unit,
            n_text=sentences.visits_text(self.half.total.visits),
        )

    def _dots(self, name: str, title: str, found: Sequence[Figure]) -> Drawings | None:
        shares = [figure for figure in found if drawing.is_share(figure.measure)]
        if not shares:
            return None
        rows = [(str(figure.measure.label), figure, self._link(figure.measure)) for figure in shares]
        return drawing.dots(self._frame(name, title, _("Per cent, with 95 % intervals")), rows)

    def _by(self, by: By, measure: Measure) -> list[tuple[Named, Figure]]:
        groups = self.half.notices if by == By.NOTICE else self.half.years
        return [(group, figure_of(measure, group)) for group in named(by, groups, self.known)]

    def _grouped(self, name: str, title: str, by: By, measure: Measure) -> Drawings | None:
        rows = [(group.label, figure, self.links.of_group(by, group.code)) for group, figure in self._by(by, measure)]
        unit = str(UNITS[measure])
        return drawing.dots(self._frame(name, title, unit), rows, reference=self.told.get(measure)) if rows else None

    def _yield(self) -> Section:
        title = _("What is found: announced and unannounced visits")
        one, other = (self.half.notices.get(name) for name in (NoticeGroup.UNANNOUNCED, NoticeGroup.ANNOUNCED))
        notes = []
        if one and other:
            ratio = ratio_text(compare_rates(one.events[Measure.YIELD], other.events[Measure.YIELD]))
            points = points_text(compare_shares(*(tally.plain[Measure.YIELD_VISITS] for tally in (one, other))))
            if ratio:
                notes.append(
                    _("Findings per unannounced visit over those per announced one: %(ratio)s.") % {"ratio": ratio}
                )
            if points:
                notes.append(
                    _("Share of visits with a finding, unannounced minus announced: %(points)s.") % {"points": points}
                )
        notes.append(
            _(
                "Unannounced visits may be made where more is expected. The comparison shows a difference, not its "
                "cause."
            )
        )
        return self._section(
            "yield",
            title,
            (Measure.YIELD, Measure.YIELD_VISITS),
            notes=notes,
            drawings=self._grouped("yield", title, By.NOTICE, Measure.YIELD),
            groups=groups_table(
                str(By.NOTICE.label),
                Measure.YIELD,
                [group for group, _figure in self._by(By.NOTICE, Measure.YIELD)],
                lambda group: self.links.of_group(By.NOTICE, group.code),
            ),
        )

    def _talks(self) -> Section:
        title = _("Who listens: interviews in private")
        groups = [group for group, _figure in self._by(By.YEAR, Measure.PRIVATE)]
        return self._section(
            "talks",
            title,
            (Measure.PRIVATE, Measure.PREVENTED),
            notes=[_("Interviews of one visit resemble each other, so the interval counts them as fewer.")],
            drawings=self._grouped("talks", _("Interviews held in private, by year"), By.YEAR, Measure.PRIVATE),
            groups=groups_table(
                str(By.YEAR.label), Measure.PRIVATE, groups, lambda group: self.links.of_group(By.YEAR, group.code)
            ),
        )

    def _wait(self) -> Section:
        title = _("How long one waits at the gate")
        unknown = self.half.total.wait_unknown
        shown = self._frame("wait", title, _("Visits by minutes between arriving and being let in"))
        return self._section(
            "wait",
            title,
            (Measure.WAIT_MEDIAN, Measure.WAIT_NINETIETH, Measure.WAIT_LONG),
            notes=[
                _("Visits let in whose two hours are not both recorded: %(visits)s. They are in none of these numbers.")
                % {"visits": wording.whole(unknown)}
            ],
            drawings=drawing.wait_bars(shown, self.half.total.spreads.get(Spread.WAIT, {})),
            drawn_by="components/charts/bars.html",
        )

    def _rooms(self) -> Section:
        return self._section(
            "rooms",
            _("Which rooms stay closed"),
            (*(Measure.ROOMS_REFUSED, Measure.ROOMS_OUTSIDE, Measure.ROOMS_VISITS),
             *(Measure.INCIDENTS_OUTSIDE, Measure.INCIDENTS_DISPUTED)),
            notes=[
                _("Where torture is reported and where monitors may go are set side by side: the last two rows come "
                  "from cases.")
            ],
        )  # fmt: skip

    def _windows(self) -> Section:
        title = _("Complaints before and after a visit")
        total = self.half.total
        measures = (Measure.BEFORE, Measure.AFTER, Measure.BEFORE_CUT, Measure.AFTER_CUT)
        notes = [
            _("The days between two visits to a place are split in their middle: no complaint is counted after one and "
              "before the other."),
            _("More complaints after a visit may mean that people dare to speak: a safer channel, not more torture. "
              "Fewer may mean fear.")
        ]  # fmt: skip
        for after, before, text in (
            (Measure.AFTER, Measure.BEFORE, _("After over before, whole windows: %(ratio)s.")),
            (Measure.AFTER_CUT, Measure.BEFORE_CUT, _("After over before, shortened windows included: %(ratio)s.")),
        ):
            if after in total.events and before in total.events:
                ratio = ratio_text(
                    compare_pairs(total.events[after], total.events[before], total.pairs.get(after, NO_PAIRS))
                )
                notes += [text % {"ratio": ratio}] if ratio else []
        rows = [(str(figure.measure.label), figure, "") for figure in self._figures(measures)]
        unit = str(UNITS[Measure.BEFORE])
        return self._section(
            "windows",
            title,
            measures,
            notes=notes,
            drawings=drawing.dots(self._frame("windows", title, unit), rows) if rows else None,
            more=left_out_table(total.left_out) if total.visits else None,
        )

    def compared(self) -> Section:
        """The measure of the reader's choice over the groups of the reader's choice."""
        by, measure = self.question.by, self.form.compared
        known = named(by, self.half.groups, self.known, is_by_size=self.form.is_by_size)
        groups = [one for one in known if one.tally.visits or figure_of(measure, one).base]
        title = _("%(measure)s: compared by %(by)s") % {"measure": measure.label, "by": str(by.label).lower()}
        rows = [(one.label, figure_of(measure, one), self.links.of_group(by, one.code)) for one in groups]
        shown = self._frame("compared", title, str(UNITS[measure]))
        return Section(
            id="compared",
            title=title,
            notes=[
                _("In the order of the list, or by number of visits if you ask for it; never by value, because of many "
                  "groups that are alike some look best and some worst by chance. A hollow dot rests on fewer than ten "
                  "visits.")
            ],
            drawn_by="components/charts/dots.html",
            drawings=drawing.dots(shown, rows, reference=self.told.get(measure)) if rows else None,
            folded=None,
            tables=[groups_table(str(by.label), measure, groups, lambda one: self.links.of_group(by, one.code))],
            counted=[(str(measure.label), f"{COUNTED[measure]} {interval_of(measure)}")],
        )  # fmt: skip

    def scenario_table(self) -> Table | None:
        """The visits of a scenario, apart from all that took place."""
        if not self.has_scenario:
            return None
        return figures_table(_("Visits of a scenario"), figures(self.other.total).values(), lambda _measure: "")

    @property
    def is_demonstration(self) -> bool:
        """Whether what is shown is invented."""
        return self.question.data_set == DataSet.DEMONSTRATION
