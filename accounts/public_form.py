"""Which requests belong to the public form: there nobody is signed in, whatever cookies the browser brings along."""

from django.conf import settings
from django.http import HttpRequest


def is_public_form(request: HttpRequest) -> bool:
    """Whether the page is one of the public form, or would be.

    Whoever writes a letter there must neither be known by an account of the house nor be kept from writing by it.
    """
    return f"{request.path}/".startswith(settings.PUBLIC_FORM_PATH)
