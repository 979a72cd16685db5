"""Dates and numbers are read and written as people in each language do, and never guessed."""

from datetime import date, datetime, time

import pytest
from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import translation
from django.utils.formats import date_format, get_format, number_format, time_format
from django.utils.translation import get_language_info

APRIL_3 = date(2026, 4, 3)


@pytest.mark.parametrize(
    ("language", "written"), [("en", "3 April 2026"), ("ru", "3 апреля 2026 г."), ("kk", "2026 ж. 3 сәуір")]
)
def test_date_is_written_in_the_language(language, written):
    with translation.override(language):
        assert date_format(APRIL_3) == written


@pytest.mark.parametrize(("language", "written"), [("en", "3 Apr 2026"), ("ru", "03.04.2026"), ("kk", "03.04.2026")])
def test_short_date_is_written_in_the_language(language, written):
    with translation.override(language):
        assert date_format(APRIL_3, "SHORT_DATE_FORMAT") == written


@pytest.mark.parametrize("month", range(1, 13))
def test_kazakh_month_inside_a_date_has_a_small_letter(month):
    with translation.override("kk"):
        name = date_format(date(2026, month, 1)).split()[-1]
    assert name == name.lower()
    assert not name.isascii()


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("typed", ["03.04.2026", "3.4.2026", "2026-04-03"])
def test_third_of_april_is_read(language, typed):
    with translation.override(language):
        assert forms.DateField().clean(typed) == APRIL_3


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("typed", ["03/04/2026", "04/03/2026", "13/04/2026", "03.04.26", "2026/04/03", "31.04.2026"])
def test_ambiguous_or_impossible_date_is_refused(language, typed):
    with translation.override(language), pytest.raises(forms.ValidationError):
        forms.DateField().clean(typed)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_moment_is_read_day_first(language):
    with translation.override(language):
        moment = forms.DateTimeField().clean("03.04.2026 14:05")
    assert moment.replace(tzinfo=None) == datetime(2026, 4, 3, 14, 5)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_time_is_written_with_24_hours(language):
    with translation.override(language):
        assert time_format(time(14, 5)) == "14:05"


@pytest.mark.parametrize(
    ("language", "written"), [("en", "1,234,567.5"), ("ru", "1\xa0234\xa0567,5"), ("kk", "1\xa0234\xa0567,5")]
)
def test_thousands_are_grouped_where_asked(language, written):
    with translation.override(language):
        assert number_format(1234567.5, decimal_pos=1, use_l10n=True, force_grouping=True) == written


@pytest.mark.parametrize(("language", "written"), [("en", "1,234"), ("ru", "1\xa0234"), ("kk", "1\xa0234")])
def test_intcomma_groups_with_the_separator_of_the_language(language, written):
    with translation.override(language):
        assert intcomma(1234) == written


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_year_is_never_grouped(language):
    with translation.override(language):
        assert number_format(2026) == "2026"


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_week_begins_on_monday(language):
    assert get_format("FIRST_DAY_OF_WEEK", lang=language, use_l10n=True) == 1


@pytest.mark.parametrize(("language", "name"), [("kk", "Қазақша"), ("ru", "русский"), ("en", "English")])
def test_language_is_called_by_its_own_name(language, name):
    assert get_language_info(language)["name_local"].casefold() == name.casefold()
