"""The paper form: the numbers of the screen, the terms of the regime, and nothing that must not be found on anybody."""

from datetime import date

import pytest
from django.urls import reverse

from institutions.visit_choices import NoticeRule
from monitoring.models import VisitPlan
from monitoring.recording.layout import QUESTIONS, SECTIONS, Shape
from monitoring.recording.lists import Lists
from monitoring.recording.paper import paper_context
from tests.monitoring.recording.typical import form_of
from tests.monitoring.visits import TODAY, advice, own_visit, place, regime

pytestmark = pytest.mark.django_db


def paper(browser, **asked: str) -> str:
    return browser.post(reverse("visit_paper"), {"regime": regime().code, "language": "en", **asked}).content.decode()


def test_paper_and_screen_have_the_same_questions_under_the_same_numbers(browser, organisation):
    told = paper(browser)
    form = form_of(organisation)
    for question in QUESTIONS.values():
        assert f"{question.number} {question.label}" in told
        if question.shape in (Shape.PICK, Shape.DAY, Shape.WORDS, Shape.HOUR):
            assert str(form.fields[question.name].label) == f"{question.number} {question.label}"
    assert [section.number for section in SECTIONS] == [str(number) for number in range(1, 14)]


def test_the_number_beside_a_box_is_what_is_typed_on_the_screen(organisation):
    lists = Lists(organisation, TODAY)
    printed = {one.question.name: one for part in paper_context(lists, regime())["sections"] for one in part["printed"]}
    form = form_of(organisation)
    for name in ("notice", "trigger", "cooperation", "follow_up"):
        on_paper = [(one.value, f"{one.number} {one.label}") for one in printed[name].options]
        assert on_paper == [(code, label) for code, label in form.fields[name].choices if code]


def test_kinds_of_visit_and_rules_are_those_of_the_regime(browser, organisation):
    announced = regime(notice=NoticeRule.AHEAD)
    told = paper(browser, regime=announced.code)
    assert announced.notice_text in told
    lists = Lists(organisation, TODAY)
    parts = [one for part in paper_context(lists, announced)["sections"] for one in part["printed"]]
    kinds = next(one.options for one in parts if one.question.name == "visit_type")
    assert [one.value for one in kinds] == announced.visit_types
    assert kinds[0].number != "1"  # the number is that of the whole list


def test_an_empty_form_names_no_place_and_says_that_no_name_belongs_on_it(browser):
    told = paper(browser)
    assert "No name of a person who is held stands on this paper." in told
    assert "Last visits" not in told


def test_no_address_prints_a_form_for_a_place(browser):
    asked = {"regime": regime().code, "language": "en", "place": place().code}
    told = browser.get(reverse("visit_paper"), asked).content.decode()
    assert "No name of a person who is held stands on this paper." in told
    assert place().label not in told
    chosen = browser.post(reverse("visit_paper"), {"place": place().code})
    assert chosen.context["form"]["place"].value() == place().code
    assert 'method="post"' in chosen.content.decode()


def test_a_form_for_a_place_says_who_runs_it_and_no_plan(browser, vera, organisation):
    visit = own_visit(vera, organisation, recommendations=[advice(words=""), advice(words="")])
    VisitPlan.objects.create(organisation=organisation, planned_by=vera, planned_on=date(2026, 12, 24))
    told = paper(browser, place=place().code)
    assert place().facility_type.operator.label in told
    assert visit.reference in told
    assert "2 recommendations are open." in told
    assert "24 December" not in told


@pytest.mark.parametrize(("language", "words"), [("ru", 'lang="ru"'), ("kk", 'lang="kk"')])
def test_the_form_is_printed_in_the_language_that_was_chosen(browser, language, words):
    told = paper(browser, language=language)
    assert words in told
    assert regime().label_ru.rstrip("*") in told if language == "ru" else True


@pytest.mark.parametrize("wrong", [{"regime": "none"}, {"regime": "\x00"}, {"language": "xx"}, {"place": "none"}])
def test_what_is_no_choice_is_asked_again(browser, wrong):
    assert "Paper form of a visit" in paper(browser, **wrong)


@pytest.mark.pango
def test_the_form_is_made_as_pdf(browser):
    answer = browser.get(reverse("visit_paper"), {"regime": regime().code, "language": "kk", "as": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_without_the_library_the_print_view_is_offered(browser, monkeypatch):
    monkeypatch.setattr("monitoring.recording.paper.pdf.is_possible", lambda: False)
    told = browser.get(
        reverse("visit_paper"), {"regime": regime().code, "language": "en", "as": "pdf"}
    ).content.decode()
    assert "This machine cannot make PDF files" in told
