"""Keys, wraps, envelopes and sealed files. Everything here that is not a public key is unreadable to the server.

Triggers in the migrations are the last line: an envelope never changes, and nobody who is barred from a safe is given
one of its keys.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from institutions.sensitivity import declare
from vault.choices import Compartment, GrantReason


class KeyPair(models.Model):
    """The key pair of a person. The private half lies here behind the password, and behind a printed recovery code."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="key_pair")
    public_key = models.BinaryField(_("public key"), max_length=32)
    locked_by_password = models.BinaryField(_("private key, behind the password"))
    locked_by_code = models.BinaryField(_("private key, behind the recovery code"), default=bytes)
    created_on = models.DateField(_("made on"))

    sensitivity = declare(MACHINE="id user created_on", KEY="public_key locked_by_password locked_by_code")

    class Meta:
        verbose_name = _("key pair")
        verbose_name_plural = _("key pairs")

    def __str__(self) -> str:
        return f"keys of {self.user_id}"

    @property
    def has_recovery_code(self) -> bool:
        """Whether a recovery code was ever made for it."""
        return bool(self.locked_by_code)


class Vouch(models.Model):
    """A colleague stands for it that this key pair belongs to who holds the office, which then gives it keys.

    An administrator can make accounts and give roles; who reads letters is decided by those who read them already.
    """

    key_pair = models.ForeignKey(KeyPair, on_delete=models.CASCADE, related_name="vouches")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    compartment = models.CharField(_("compartment"), max_length=10, choices=Compartment)
    vouched_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    vouched_on = models.DateField(_("vouched for on"))

    sensitivity = declare(MACHINE="id key_pair organisation vouched_by vouched_on", CODED="compartment")

    class Meta:
        verbose_name = _("vouch")
        verbose_name_plural = _("vouches")
        constraints = [
            models.UniqueConstraint(
                fields=["key_pair", "organisation", "compartment"],
                name="vault_vouch_once",
                violation_error_message=_("Somebody has vouched for these keys already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.key_pair_id} in {self.organisation_id}: {self.compartment}"


class RecoveryKey(models.Model):
    """The public half of an organisation's recovery key. The private half never touches the server."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="recovery_key")
    public_key = models.BinaryField(_("public key"), max_length=32)
    created_on = models.DateField(_("set on"))

    sensitivity = declare(MACHINE="id organisation created_on", KEY="public_key")

    class Meta:
        verbose_name = _("recovery key")
        verbose_name_plural = _("recovery keys")

    def __str__(self) -> str:
        return f"recovery key of {self.organisation_id}"


class ProposedRecoveryKey(models.Model):
    """A recovery key that an administrator typed in and nobody who holds keys has confirmed yet. It opens nothing."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="proposed_recovery_key")
    public_key = models.BinaryField(_("public key"), max_length=32)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_on = models.DateField(_("proposed on"))

    sensitivity = declare(MACHINE="id organisation proposed_by proposed_on", KEY="public_key")

    class Meta:
        verbose_name = _("proposed recovery key")
        verbose_name_plural = _("proposed recovery keys")

    def __str__(self) -> str:
        return f"proposed recovery key of {self.organisation_id}"


class Safe(models.Model):
    """What is sealed about one case. Its keys belong to people, never to the organisation."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="safes")

    sensitivity = declare(MACHINE="id uuid organisation")

    class Meta:
        verbose_name = _("safe")
        verbose_name_plural = _("safes")

    def __str__(self) -> str:
        return str(self.uuid)


class DataKey(models.Model):
    """A key pair of one compartment. Whoever writes needs the public half only; the private half is in the wraps."""

    safe = models.ForeignKey(Safe, on_delete=models.PROTECT, related_name="data_keys")
    compartment = models.CharField(_("compartment"), max_length=10, choices=Compartment)
    generation = models.PositiveSmallIntegerField(_("generation"), default=1)
    public_key = models.BinaryField(_("public key"), max_length=32)
    is_retired = models.BooleanField(
        _("retired"), default=False, help_text=_("Somebody lost this key; the next text is sealed under a new one.")
    )

    sensitivity = declare(MACHINE="id safe generation is_retired", CODED="compartment", KEY="public_key")

    class Meta:
        verbose_name = _("data key")
        verbose_name_plural = _("data keys")
        constraints = [
            models.UniqueConstraint(
                fields=["safe", "compartment", "generation"],
                name="vault_datakey_generation_once",
                violation_error_message=_("Somebody changed the keys of this case at the same moment. Try again."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.safe_id} {self.compartment} {self.generation}"


class Receipt(models.Model):
    """The door of somebody who wrote. Neither the receipt nor its private key is stored."""

    lookup_id = models.BinaryField(_("hash of the receipt"), max_length=32, unique=True)
    safe = models.OneToOneField(Safe, on_delete=models.PROTECT, related_name="receipt")
    public_key = models.BinaryField(_("public key"), max_length=32)
    created_on = models.DateField(_("made on"))

    sensitivity = declare(MACHINE="id safe created_on", KEY="lookup_id public_key")

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")

    def __str__(self) -> str:
        return f"receipt of {self.safe_id}"


class KeyWrapQuerySet(models.QuerySet):
    def in_force(self, now):
        """Wraps that have not expired."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))


class KeyWrap(models.Model):
    """The private half of a data key, wrapped for one holder: a person, a receipt, or the offline recovery key."""

    data_key = models.ForeignKey(DataKey, on_delete=models.CASCADE, related_name="wraps")
    key_pair = models.ForeignKey(KeyPair, null=True, blank=True, on_delete=models.CASCADE, related_name="wraps")
    receipt = models.ForeignKey(Receipt, null=True, blank=True, on_delete=models.CASCADE, related_name="wraps")
    recovery_key = models.ForeignKey(RecoveryKey, null=True, blank=True, on_delete=models.CASCADE, related_name="wraps")
    wrapped = models.BinaryField(_("wrapped key"))
    reason = models.CharField(_("why"), max_length=10, choices=GrantReason)
    granted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    granted_on = models.DateField(_("granted on"))
    expires_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = KeyWrapQuerySet.as_manager()

    sensitivity = declare(
        MACHINE="id data_key key_pair receipt recovery_key granted_by granted_on expires_at",
        CODED="reason",
        KEY="wrapped",
    )

    class Meta:
        verbose_name = _("wrapped key")
        verbose_name_plural = _("wrapped keys")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(key_pair__isnull=False, receipt__isnull=True, recovery_key__isnull=True)
                    | Q(key_pair__isnull=True, receipt__isnull=False, recovery_key__isnull=True)
                    | Q(key_pair__isnull=True, receipt__isnull=True, recovery_key__isnull=False)
                ),
                name="vault_keywrap_one_holder",
                violation_error_message=_("A key is wrapped for exactly one holder."),
            ),
            models.UniqueConstraint(
                F("data_key"),
                F("key_pair"),
                condition=Q(key_pair__isnull=False),
                name="vault_keywrap_once_a_person",
                violation_error_message=_("This person holds the key already."),
            ),
            models.UniqueConstraint(
                F("data_key"),
                condition=Q(receipt__isnull=False),
                name="vault_keywrap_one_receipt",
                violation_error_message=_("The receipt holds the key already."),
            ),
            models.UniqueConstraint(
                F("data_key"),
                condition=Q(recovery_key__isnull=False),
                name="vault_keywrap_one_recovery_key",
                violation_error_message=_("The recovery key holds the key already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.data_key_id} for {self.key_pair_id or self.receipt_id or self.recovery_key_id}"


class Bar(models.Model):
    """This person never holds a key of this safe. The database refuses a wrap for whoever is barred."""

    safe = models.ForeignKey(Safe, on_delete=models.CASCADE, related_name="bars")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    sensitivity = declare(MACHINE="id safe user")

    class Meta:
        verbose_name = _("bar")
        verbose_name_plural = _("bars")
        constraints = [
            models.UniqueConstraint(
                fields=["safe", "user"],
                name="vault_bar_once",
                violation_error_message=_("This person is barred already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} from {self.safe_id}"


class Envelope(models.Model):
    """One sealed text. It opens only for the record and field it was sealed for."""

    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="envelopes")
    record = models.UUIDField(_("record"), help_text=_("uuid of the row whose text this is."))
    field = models.CharField(_("field"), max_length=30)
    body = models.BinaryField(_("sealed text"))

    sensitivity = declare(MACHINE="id data_key record", CODED="field", NARRATIVE="body")

    class Meta:
        verbose_name = _("envelope")
        verbose_name_plural = _("envelopes")
        constraints = [
            models.UniqueConstraint(
                fields=["record", "field"],
                name="vault_envelope_once",
                violation_error_message=_("This text is sealed already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.record}"


class SealedFile(models.Model):
    """One sealed file in parts. Its name, kind and hash lie in an envelope, not here."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="files")
    parts = models.PositiveSmallIntegerField(_("parts"))
    digest = models.BinaryField(_("SHA-256 of the sealed parts"), max_length=32)

    sensitivity = declare(MACHINE="id uuid data_key parts", KEY="digest")

    class Meta:
        verbose_name = _("sealed file")
        verbose_name_plural = _("sealed files")

    def __str__(self) -> str:
        return str(self.uuid)


class SealedPart(models.Model):
    """Up to a mebibyte of a sealed file. In the database, so that a file and its case are one transaction."""

    file = models.ForeignKey(SealedFile, on_delete=models.CASCADE, related_name="sealed_parts", db_index=False)
    number = models.PositiveSmallIntegerField(_("number"))
    body = models.BinaryField(_("sealed bytes"))

    sensitivity = declare(MACHINE="id file number", NARRATIVE="body")

    class Meta:
        verbose_name = _("part of a sealed file")
        verbose_name_plural = _("parts of sealed files")
        constraints = [
            models.UniqueConstraint(
                fields=["file", "number"],
                name="vault_sealedpart_once",
                violation_error_message=_("This part is there already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"
