"""A visit is typed from its paper form in less than five minutes of keystrokes."""

import pytest

from tests.monitoring.recording.conftest import address
from tests.monitoring.recording.keystrokes import count, stops
from tests.monitoring.recording.typical import form_of, typed
from tests.monitoring.visits import place

pytestmark = pytest.mark.django_db

FIVE_MINUTES = 300


def test_a_typical_visit_takes_less_than_five_minutes_of_keys(organisation):
    place()
    form = form_of(organisation)
    keys = count(form, typed(form.lists))
    # 73 seconds for what is coded, 187 for six texts. Looking up 66 answers on paper is no key and comes on top: 89.
    assert (keys.coded, keys.prose, keys.answers) == (261, 669, 66)
    assert round(keys.seconds_of_looking) == 89
    assert keys.seconds_of_codes < FIVE_MINUTES / 3
    assert keys.seconds < FIVE_MINUTES


def test_the_walk_meets_every_field_once_and_in_the_order_of_the_page(organisation):
    form = form_of(organisation)
    walked = [stop.id for stop in stops(form, {})]
    boxes = {f"id_{one.add_prefix(name)}" for one in form.forms() for name in one.fields}
    asked = {stop if stop in boxes else stop.rpartition("_")[0] for stop in walked if stop.startswith("id_")}
    assert asked == boxes
    assert len(walked) == len(set(walked))


def test_the_page_has_what_the_walk_stops_at_in_the_same_order(browser, draft, organisation):
    page = browser.get(address("visit_draft", draft)).content.decode()
    places = [page.index(f'id="{stop.id}"') for stop in stops(form_of(organisation), {})]
    assert places == sorted(places)
