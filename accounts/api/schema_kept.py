"""The schema as it is asked for, made once per process and language: it changes with the program only."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.utils.translation import get_language, override
from drf_spectacular.generators import SchemaGenerator


@cache
def schema_in(language: str) -> Mapping:
    """The schema with the words that are translated in this language. Not to be changed by whoever reads it."""
    with override(language):
        return SchemaGenerator().get_schema(public=True)


class KeptSchema(SchemaGenerator):
    """Gives the schema that is there: making it anew at every request would cost strangers nothing and us seconds."""

    def get_schema(self, request: object = None, public: bool = False) -> Mapping:
        """The schema in the language of the reader, or in English."""
        language = (get_language() or "en")[:2]
        return schema_in(language if language in dict(settings.LANGUAGES) else "en")
