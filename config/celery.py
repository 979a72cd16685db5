"""Background work. A broker is a bell, not a book: what must not be lost is a row in the database first."""

import logging.config
import os

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# A name, not a module: production has another broker and never loads it.
TRANSPORT_ALIASES["filesystem"] = "config.folder_transport:Transport"

app = Celery("aryz")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def use_our_logging(**_: object) -> None:
    """Keeps Celery from installing its own loggers, which print the arguments of tasks."""
    logging.config.dictConfig(settings.LOGGING)
