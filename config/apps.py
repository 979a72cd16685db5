from django.apps import AppConfig
from django.conf.locale import LANG_INFO


class ConfigConfig(AppConfig):
    """No models: the entry makes Celery and the names of the languages known wherever Django is set up."""

    name = "config"

    def ready(self) -> None:
        from config import celery  # noqa: F401

        # The language by its own name; Django gives the name of the people instead.
        LANG_INFO["kk"]["name_local"] = "Қазақша"
