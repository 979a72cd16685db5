"""Paging by the place of a row, so that the last page costs what the first one costs. What a cursor says is locked.

A cursor holds a primary key, which would tell how many rows there are that the reader does not see; it is therefore
encrypted with a key that follows from the secret of the installation, and bound to the address it was made for.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

FILLED_TO = 64  # characters: the length of a cursor tells nothing of the number in it


class CursorPages(CursorPagination):
    """Pages of 100 rows, or up to 1,000 (`limit`), in the order that the view names; `cursor` leads on and back."""

    page_size = 100
    page_size_query_param = "limit"
    max_page_size = 1000
    cursor_query_param = "cursor"
    page_size_query_description = _("Rows a page, 1,000 at most.")
    cursor_query_description = _("Where the page begins; taken from `next` or `previous` of another page.")
    invalid_cursor_message = _("This cursor is none of ours, or was made for another list.")

    def get_ordering(self, request, queryset, view):
        """The order that the view chose for this request; its last column is one that no two rows share."""
        return view.order_of(request)

    def encode_cursor(self, cursor: Cursor) -> str:
        """The address of a page, its cursor locked."""
        (text,) = parse_qs(urlsplit(super().encode_cursor(cursor)).query)[self.cursor_query_param]
        return replace_query_param(self.base_url, self.cursor_query_param, lock(text, self.place))

    def decode_cursor(self, request) -> Cursor | None:
        """Raises ValidationError for what is no cursor of this list."""
        sent = request.query_params.get(self.cursor_query_param)
        if sent is None:
            return None
        try:
            text = unlock(sent, self.place)
        except ValueError as error:
            raise ValidationError({self.cursor_query_param: [self.invalid_cursor_message]}) from error
        return super().decode_cursor(_Asked(request, {self.cursor_query_param: text}))

    def paginate_queryset(self, queryset, request, view=None):
        """Remembers where it stands: a cursor fits one list only."""
        self.place = request.path
        size = request.query_params.get(self.page_size_query_param)
        if size is not None and not (size.isascii() and size.isdigit() and 0 < int(size[:6]) <= self.max_page_size):
            raise ValidationError({self.page_size_query_param: [_("A whole number from 1 to 1000.")]})
        return super().paginate_queryset(queryset, request, view)

    def get_paginated_response(self, data) -> Response:
        """Rows with the addresses of the neighbouring pages, told in the header `Link` (RFC 8288) too."""
        following, previous = self.get_next_link(), self.get_previous_link()
        links = [f'<{url}>; rel="{name}"' for name, url in (("next", following), ("prev", previous)) if url]
        headers = {"Link": ", ".join(links)} if links else {}
        return Response({"next": following, "previous": previous, "results": data}, headers=headers)

    def get_paginated_response_schema(self, schema):
        """As the schema tells it."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }


class _Asked:
    """A request with other parameters, for the library that reads them."""

    def __init__(self, request, parameters: dict[str, str]) -> None:
        self._request, self.query_params = request, parameters

    def __getattr__(self, name: str):
        return getattr(self._request, name)


def lock(text: str, place: str) -> str:
    """`text` for the list at `place`, unreadable for whoever holds it."""
    return urlsafe_b64encode(_box(place).encrypt(text.ljust(FILLED_TO).encode())).decode().rstrip("=")


def unlock(sent: str, place: str) -> str:
    """The text again. Raises ValueError for what was not locked here for this place."""
    try:
        sealed = urlsafe_b64decode(sent + "=" * (-len(sent) % 4))
        return _box(place).decrypt(sealed).decode().rstrip()
    except (CryptoError, ValueError, TypeError) as error:
        raise ValueError("not a cursor of this list") from error


def _box(place: str) -> SecretBox:
    secret = f"aryz cursor|{settings.SECRET_KEY}|{place}"
    return SecretBox(hashlib.sha256(secret.encode()).digest())
