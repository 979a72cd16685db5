"""Background work. A broker is a bell, not a book: what must not be lost is a row in the database first."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("aryz")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
