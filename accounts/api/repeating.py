"""The same POST twice changes things once: the first answer is given again (draft-ietf-httpapi-idempotency-key-header).

Every POST carries `Idempotency-Key`, a UUID that the client makes up. The row is written in the transaction of the
change itself, so that an answer is remembered if and only if the change was made.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.errors import Conflict, Impossible
from accounts.models import RepeatedRequest

KEPT_FOR = timedelta(days=1)
HEADER = "Idempotency-Key"
# A pattern, not "format: uuid": generated clients make an object of the latter, which no header can carry.
PATTERN = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
KEY = OpenApiParameter(
    HEADER,
    {"type": "string", "pattern": PATTERN},
    OpenApiParameter.HEADER,
    required=True,
    description="A UUID of your making.",
)


def once(request: Request, change: Callable[[], Response]) -> Response:
    """Makes the change unless a request with the same key made it before; gives that answer again then.

    Raises ValidationError without a usable key, Impossible where the key was used for something else, and Conflict
    where the first request is still on its way.
    """
    key = _key_of(request)
    fingerprint = _fingerprint(request)
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = RepeatedRequest.objects.create(token=request.auth, key=key, fingerprint=fingerprint)
        except IntegrityError:
            return _again(request, key, fingerprint)
        response = change()
        row.status, row.answer = response.status_code, response.data
        row.save(update_fields=["status", "answer"])
    return response


def _again(request: Request, key: UUID, fingerprint: bytes) -> Response:
    row = RepeatedRequest.objects.get(token=request.auth, key=key)
    if bytes(row.fingerprint) != fingerprint:
        raise Impossible(_("This key was used for another request."))
    if row.status is None:
        raise Conflict(_("The first request with this key is still on its way."))
    return Response(row.answer, status=row.status, headers={"Idempotent-Replay": "true"})


def _key_of(request: Request) -> UUID:
    text = request.headers.get(HEADER, "")
    if not re.fullmatch(PATTERN, text):
        raise ValidationError({HEADER: [_("Send a UUID of your own making with every POST.")]})
    return UUID(text)


def _fingerprint(request: Request) -> bytes:
    # Under a key, for a short body with a name in it could be guessed from its plain hash.
    digest = hmac.new(request.auth.secret, f"{request.method} {request.get_full_path()}\n".encode(), hashlib.sha256)
    is_in_parts = request.content_type.lower().startswith("multipart/")
    digest.update(_parts_of(request) if is_in_parts else request._request.body)
    return digest.digest()


def _parts_of(request: Request) -> bytes:
    """What the parts of a body say, without the boundary between them, which is made up anew at every try."""
    fields = sorted(request.POST.lists())
    files = sorted((name, [_sum_of(file) for file in found]) for name, found in request.FILES.lists())
    return json.dumps([fields, files]).encode()


def _sum_of(file: UploadedFile) -> str:
    digest = hashlib.sha256()  # seen by nobody: it goes into the keyed one
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def forget_old(*, now: datetime) -> int:
    """Deletes what was answered more than a day ago; gives the number."""
    number, _rows = RepeatedRequest.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    return number
