"""The invented organisation is named in every language; a real one bears the name it gave itself."""

import pytest
from django.utils.translation import override

from accounts.models import Organisation


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Demonstration organisation"), ("ru", "Демонстрационная организация")]
)
def test_invented_organisation_is_named_in_the_readers_language(language, name):
    with override(language):
        assert str(Organisation(name="Demonstration organisation", is_demonstration=True)) == name
        assert str(Organisation(name="Our name")) == "Our name"
