"""Where the rows of a pack were read."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from institutions.choices import Extent
from institutions.models.base import Labels

ADDRESS_SEPARATOR = "; "


class Source(Labels):
    """A publication, or another way in which something came to be known; `key` is what rows name it by.

    The label stands wherever a row names the source; the note, what it is, in the list of sources alone.
    """

    key = models.CharField(_("key"), max_length=40, unique=True)
    note_en = models.TextField(_("what it is, in English"), blank=True, default="")
    note_ru = models.TextField(_("what it is, in Russian"), blank=True, default="")
    note_kk = models.TextField(_("what it is, in Kazakh"), blank=True, default="")
    address = models.CharField(
        _("address"), max_length=500, blank=True, default="", help_text=_("Several addresses stand apart by “; ”.")
    )
    extent = models.CharField(_("what was read of it"), max_length=15, choices=Extent, blank=True, default="")

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    @property
    def note(self) -> str:
        """What it is, in the reader's language."""
        return {"ru": self.note_ru, "kk": self.note_kk}.get((get_language() or "en")[:2], self.note_en)

    @property
    def addresses(self) -> list[str]:
        """The addresses one by one; those that a browser can follow begin with https://."""
        return self.address.split(ADDRESS_SEPARATOR) if self.address else []
