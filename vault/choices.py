"""The vocabulary of sealing."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Compartment(models.TextChoices):
    """The two parts of a safe. Who holds the key of one holds not the key of the other."""

    NARRATIVE = "narrative", pgettext_lazy("compartment", "Narrative")  # class C2: story, messages, notes, files
    IDENTITY = "identity", pgettext_lazy("compartment", "Identity")  # class C3: names, contacts, numbers


class GrantReason(models.TextChoices):
    """Why somebody holds a key."""

    CREATED = "created", pgettext_lazy("key", "Held since the case was opened")
    ASSIGNED = "assigned", pgettext_lazy("key", "Works on the case")
    OFFICE = "office", pgettext_lazy("key", "Holds the office")
    LENT = "lent", pgettext_lazy("key", "Lent for some days")
    ROTATED = "rotated", pgettext_lazy("key", "Kept when the keys were changed")
