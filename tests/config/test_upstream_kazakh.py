"""What Django and its companions say to people is Kazakh where they themselves have no Kazakh for it."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.models import User

CATALOGUE = Path(settings.BASE_DIR) / "config" / "locale" / "kk" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)\w|%[sdr]|\{\w+\}")


@pytest.fixture(autouse=True)
def in_kazakh() -> Iterator[None]:
    with override("kk"):
        yield


def _said(error: ValidationError) -> list[str]:
    return [str(message) for message in error.messages]


def test_an_empty_field_is_named_in_kazakh() -> None:
    form = forms.Form({})
    form.fields["reason"] = forms.CharField()
    assert form.errors["reason"] == ["Бұл өрісті толтырыңыз."]
    assert _("This field is required.") == "Бұл өрісті толтырыңыз."


def test_other_languages_keep_what_django_says() -> None:
    with override("ru"):
        assert _("This field is required.") == "Обязательное поле."
    with override("en"):
        assert _("This field is required.") == "This field is required."


def _kinds(of: type) -> Iterator[type]:
    for kind in of.__subclasses__():
        yield kind
        yield from _kinds(kind)


def _field_messages() -> Iterator[str]:
    for base in (forms.Field, models.Field):
        for kind in [base, *_kinds(base)]:
            if kind.__module__.startswith(("django.forms", "django.db")):
                yield from (str(message) for message in getattr(kind, "default_error_messages", {}).values())


def test_nothing_that_a_field_of_a_form_or_model_says_stays_english() -> None:
    messages = set(_field_messages()) - {""}
    assert len(messages) > 30
    assert [message for message in messages if not re.search("[а-яәғқңөұүһі]", message)] == []


def test_lengths_are_told_in_either_form_of_the_plural() -> None:
    for limit in (1, 2, 5, 21):
        with pytest.raises(ValidationError) as caught:
            MaxLengthValidator(limit)("т" * (limit + 1))
        assert _said(caught.value) == [f"Ең көбі {limit} таңба жазуға болады (қазір: {limit + 1})."]


def test_weak_passwords_are_refused_in_kazakh() -> None:
    refusals = [
        (MinimumLengthValidator(15), "қысқа", "Құпиясөз тым қысқа. Онда кемінде 15 таңба болуға тиіс."),
        (CommonPasswordValidator(), "password", "Мұндай құпиясөзді жұрт жиі қолданады."),
        (
            UserAttributeSimilarityValidator(),
            "a.lovely.name",
            "Құпиясөз мынаған тым ұқсас: пайдаланушы аты.",
        ),
    ]
    for validator, password, sentence in refusals:
        with pytest.raises(ValidationError) as caught:
            validator.validate(password, User(username="a.lovely.name"))
        assert _said(caught.value) == [sentence]
        assert re.search("[а-я]", str(validator.get_help_text()))


def test_the_fields_of_a_changed_password_have_kazakh_names() -> None:
    form = PasswordChangeForm(User())
    labels = {name: str(field.label) for name, field in form.fields.items()}
    assert labels == {
        "old_password": "Қазіргі құпиясөз",
        "new_password1": "Жаңа құпиясөз",
        "new_password2": "Жаңа құпиясөзді қайталаңыз",
    }
    assert SetPasswordForm.error_messages["password_mismatch"] == "Екі құпиясөз бірдей емес."


@pytest.mark.parametrize(("number", "error"), [("x", PageNotAnInteger), (0, EmptyPage), (9, EmptyPage)])
def test_a_page_that_is_not_there_is_refused_in_kazakh(number: object, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"[Бб]ет"):
        Paginator([1, 2, 3], 2).validate_number(number)


def test_spans_of_time_are_kazakh() -> None:
    assert ngettext("%(num)d day", "%(num)d days", 3).replace("\xa0", " ") % {"num": 3} == "3 күн"


def test_every_entry_keeps_the_placeholders_of_its_english() -> None:
    entries = polib.pofile(str(CATALOGUE / "django.po"))
    assert len(entries) > 150
    wrong = [
        entry.msgid
        for entry in entries
        for kazakh in entry.msgstr_plural.values() or [entry.msgstr]
        if not kazakh.strip() or Counter(PLACEHOLDER.findall(entry.msgid)) != Counter(PLACEHOLDER.findall(kazakh))
    ]
    assert wrong == []


def test_extraction_leaves_this_catalogue_alone_because_config_says_nothing_itself() -> None:
    """A translatable string in `config` would make `makemessages` drop everything in this catalogue."""
    own = Path(settings.BASE_DIR, "config")
    speaking = [path.name for path in own.rglob("*.py") if "django.utils.translation" in path.read_text()]
    assert speaking == []


def test_every_entry_says_that_a_native_reader_is_needed() -> None:
    entries = [entry for entry in polib.pofile(str(CATALOGUE / "django.po")) if entry.msgctxt != "alt. month"]
    assert [entry.msgid for entry in entries if "needs a native reader" not in entry.tcomment] == []
