"""A public case on its page, in the reader's language."""

import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.html import escape

from complaints.models import Case, EventSource

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "title", "norm"),
    [
        ("ru", "Герасимов против Казахстана (КПП, № 433/2010)", "УПК"),
        ("kk", "Герасимов Қазақстанға қарсы (АҚК, № 433/2010)", "ҚПК"),
    ],
)
def test_title_statements_and_norms_are_in_the_readers_language(client, settings, vera, language, title, norm):
    call_command("load_public_cases", verbosity=0)
    case = Case.objects.get(public_key="C01_GERASIMOV")
    client.force_login(vera)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(reverse("case_detail", args=[case.reference])).content.decode()
    assert f"<h1>{title}</h1>" in re.sub(r"<h1[^>]*>\s*", "<h1>", page)
    assert not re.search(r"\b(CPC|UNCAT|UIK|UK)\b", page)
    assert norm in page
    for source in EventSource.objects.filter(event__case=case).prefetch_related("texts"):
        told = source.texts.get(language=language)
        assert escape(source.statement) not in page
        assert escape(told.statement) in page
