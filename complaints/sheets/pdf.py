"""Paper as PDF. The library needs programs of the machine; without them there is the print view, and that is said."""

import mimetypes
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

# An address that leads nowhere: what the page names is looked for among our own static files and nowhere else.
BASE = "https://paper.invalid"


class NoPdf(Exception):
    """This machine lacks what a PDF needs."""


class NotOurs(ValueError):
    """The page asked for something that is no static file of this site."""


def is_possible() -> bool:
    """Whether this machine can make a PDF."""
    try:
        _library()
    except NoPdf:
        return False
    return True


def make(page: str) -> bytes:
    """The page as PDF, with tags for screen readers and the fonts it uses. Raises NoPdf."""
    library = _library()
    document = library.HTML(string=page, base_url=f"{BASE}/", url_fetcher=_fetcher(library))
    return bytes(document.write_pdf(pdf_variant="pdf/ua-1"))


def static_file(url: str) -> bytes:
    """The content of one of our static files. Raises NotOurs for any other address."""
    address = urlsplit(url)
    root = urlsplit(settings.STATIC_URL).path
    if f"{address.scheme}://{address.netloc}" != BASE or not address.path.startswith(root):
        raise NotOurs(url)
    name = unquote(address.path.removeprefix(root))
    if settings.STATIC_ROOT and staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return bytes(file.read())
    found = finders.find(name)
    if not found:
        raise NotOurs(url)
    return Path(found).read_bytes()


def _library():
    try:
        import weasyprint  # here, because without its programs it cannot even be imported
    except (ImportError, OSError) as error:
        raise NoPdf from error
    return weasyprint


def _fetcher(library: object) -> object:
    """Serves static files to the library and asks no network."""

    class OwnFiles(library.urls.URLFetcher):
        def fetch(self, url: str, headers: dict | None = None) -> object:
            kind = mimetypes.guess_type(urlsplit(url).path)[0] or "application/octet-stream"
            return library.urls.URLFetcherResponse(url, static_file(url), {"Content-Type": kind})

    return OwnFiles()
