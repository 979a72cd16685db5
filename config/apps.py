from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """No models: the entry makes the Celery application the current one wherever Django is set up."""

    name = "config"

    def ready(self) -> None:
        from config import celery  # noqa: F401
