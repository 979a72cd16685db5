"""Two questions of the machinery: does the process answer, and can it work? Open to all, and silent about versions."""

import shutil
from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

LEAST_FREE_DISK = 0.05
LONGEST_WAIT = timedelta(minutes=15)


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """503 when the database takes no writes or the disk is nearly full. Late jobs are named, but close no door."""
    database = database_state()
    disk = disk_state()
    jobs = jobs_state(timezone.now()) if database == "ok" else "unknown"
    is_ready = database == disk == "ok" and jobs != "unknown"
    body = f"database {database}\ndisk {disk}\njobs {jobs}\n"
    return HttpResponse(body, status=200 if is_ready else 503, content_type="text/plain")


def database_state() -> str:
    """Returns "ok" when the database takes a write, otherwise "down"."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE readyz () ON COMMIT DROP")
            cursor.execute("DROP TABLE readyz")
    except DatabaseError:
        return "down"
    return "ok"


def disk_state() -> str:
    """Returns "ok", or "full" when less than a twentieth of the disk of the data folder is free."""
    usage = shutil.disk_usage(settings.VAR_DIR)
    return "ok" if usage.free > usage.total * LEAST_FREE_DISK else "full"


def jobs_state(now: datetime) -> str:
    """Returns "ok", "late" when some job has waited for more than 15 minutes, "unknown" when the tables are missing."""
    jobs = apps.get_model("accounts", "Job").objects
    try:
        is_late = jobs.filter(state="queued", created_at__lt=now - LONGEST_WAIT).exists()
    except DatabaseError:
        return "unknown"
    return "late" if is_late else "ok"
