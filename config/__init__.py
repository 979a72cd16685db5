"""Wiring only: settings, routes, Celery, the embedded PostgreSQL, the one-command start. No application imports it."""
