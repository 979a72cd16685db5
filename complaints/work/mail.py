"""The mail of the day: that there is something new, how much, and where. Nothing of what it is, nor of whom."""

import logging
from datetime import date
from email.utils import make_msgid
from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import Permission, has_permission
from complaints.models import Habits, Notice
from complaints.work.queries import notices_visible_to

logger = logging.getLogger(__name__)


def send_digests(*, today: date) -> int:
    """Writes to everybody who asked for it and has unseen notices of which no mail told yet; gives how many mails left.

    Where the mail server fails, the notices stay untold and go with the mail of the next day.
    """
    asked = Habits.objects.exclude(digest_to="").filter(user__is_active=True).select_related("user").order_by("pk")
    return sum(_send(habits.user, habits.digest_to, today) for habits in asked)


def _send(user: User, address: str, today: date) -> bool:
    if not has_permission(user, Permission.CASE_VIEW):
        return False
    untold = list(notices_visible_to(user).filter(seen_at=None, digested_on=None).values_list("pk", flat=True))
    if not untold:
        return False
    try:
        digest(len(untold), address, user.language).send()
    except (SMTPException, OSError) as failure:
        # Neither the address nor the words of the server, which repeat it.
        logger.warning("digest_not_sent", extra={"user": user.pk, "failure": type(failure).__name__})
        return False
    Notice.objects.filter(pk__in=untold).update(digested_on=today)
    return True


def digest(number: int, address: str, language: str) -> EmailMessage:
    """The mail about `number` notices in the language of the person, or of the site where none is known."""
    known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(known):
        words = ngettext("You have %(count)s new notice in Aryz.", "You have %(count)s new notices in Aryz.", number)
        body = f"{words % {'count': number}}\n\n{settings.SITE_ADDRESS}\n"
        subject = _("News")
    # Django would name this machine in the identifier of the message.
    site = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    headers = {"Message-ID": make_msgid(domain=site)}
    return EmailMessage(subject=subject, body=body, to=[address], headers=headers)
