"""What this can and cannot say: the notes under the funnel, in plain words."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from complaints.choices import DataSet
from reports import wording
from reports.intervals import wilson
from reports.models import FigureUnit, OfficialFigure, Series
from reports.official import series_breaks
from reports.pages.official import value_words


def notes_for(data_set: str, published: Collection[OfficialFigure]) -> list[tuple[str, str]]:
    """(title, text) of every note that belongs under a funnel of this data set; `published`: the official figures."""
    notes = [_small_numbers(), _regions(), _transfers(), _young_years(), _structural_break()]
    notes += [_officials(published), _implied()]
    own_words = {DataSet.PUBLIC_RECORD: _public_record, DataSet.DEMONSTRATION: _demonstration, DataSet.OWN: _own}
    return [own_words[DataSet(data_set)](), *notes]


def _small_numbers() -> tuple[str, str]:
    low, high = wilson(14, 700)
    return _("Small numbers"), _(
        "If 14 of 700 cases reach a trial, that is 2.0 %%, but chance alone allows anything between %(low)s and "
        "%(high)s %%. To notice a change from 2 to 3 %% four times out of five takes about five and a half years of "
        "registrations on each side. A difference between two years is usually no news."
    ) % {"low": wording.decimal(low * 100), "high": wording.decimal(high * 100)}


def _regions() -> tuple[str, str]:
    return _("Regions and bodies"), _(
        "A region with 35 cases a year and no trial is compatible with anything from 0 to 9.9 %. If twenty regions "
        "were all alike at 2 %, the highest of them would still look several times better than the lowest. So nothing "
        "here is ranked, and differences may come from which cases a body gets."
    )


def _transfers() -> tuple[str, str]:
    return _("Cases that change hands"), _(
        "A case belongs to the body that first took it. Passing a hopeless case on does not improve anybody's share, "
        "and the groups add up to the total."
    )


def _young_years() -> tuple[str, str]:
    return _("Young years"), _(
        "A case registered last year has had little time to reach a trial. Years that are too young are greyed, marked "
        "in words, and kept out of the finding. What is still open is shown, never counted as lost."
    )


def _structural_break() -> tuple[str, str]:
    changes = [f"{wording.day(found.on)}: {found.label}." for found in series_breaks() if found.kind == "law"]
    return _("When the way of counting changes"), " ".join(
        [
            _(
                "A new law can make official numbers fall or rise at once. That is another way of counting, not less "
                "or more torture: no line is drawn through it."
            ),
            *changes,
        ]
    )


def _officials(published: Collection[OfficialFigure]) -> tuple[str, str]:
    one = _published(published, Series.CONVICTED, FigureUnit.OFFICIALS)
    other = _published(published, Series.REACHED_TRIAL, FigureUnit.SHARE_OF_REGISTRATIONS)
    example = ""
    if one and other:
        example = _("Both of these are published: %(one)s; %(other)s.") % {"one": one, "other": other}
    return _("Cases are not officials"), " ".join(
        part
        for part in (
            example,
            _(
                "A number of officials and a share of cases have different units and often different years. One trial "
                "may have several officials, so the officials sentenced are no step of this funnel, even where the two "
                "numbers happen to look alike."
            ),
        )
        if part
    )


def _published(published: Collection[OfficialFigure], series: str, unit: str) -> str:
    """A published figure with its value and its years, in the reader's language; empty where there is none."""
    dated = [one for one in published if (one.series, one.unit) == (series, unit) and one.starts_on]
    figure = min(dated, key=lambda one: one.code, default=None)
    return f"{figure.measure}: {value_words(figure)} ({figure.period})" if figure else ""


def _implied() -> tuple[str, str]:
    return _("Gaps in the papers"), _(
        "A later step implies the earlier ones: a tried case was sent to court even where nobody wrote down when. "
        "Missing dates are counted as such in the table and never turn into lost cases."
    )


def _public_record() -> tuple[str, str]:
    return _("What became public"), _(
        "These cases are known because somebody took them to a court, a committee or a newspaper. They show how a case "
        "can go. They are no sample of all cases, and no rate follows from them."
    )


def _demonstration() -> tuple[str, str]:
    return _("Invented cases"), _(
        "Every case of this set is invented. The set as a whole is calibrated on official totals, so that the page "
        "looks as a real one would. It proves nothing about any country."
    )


def _own() -> tuple[str, str]:
    return _("Your organisation's cases"), _(
        "People come to an organisation for reasons: these cases are not all cases of the country. Compare them with "
        "official figures only with that in mind."
    )
