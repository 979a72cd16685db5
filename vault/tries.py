"""How often somebody may try a recovery code: for one user name and in all. Counted without any address."""

from datetime import timedelta

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from accounts.audit import record_of_person
from accounts.choices import Act, Outcome, Reason
from accounts.models import User

WITHIN = timedelta(hours=1)
OF_ONE_NAME = 10
IN_ALL = 300


def may_try(username: str) -> bool:
    """Counts a try and says whether it is allowed; names that nobody has are counted like all others."""
    # The name itself does not lie in the cache. Both counters move, whichever refuses.
    name = salted_hmac("vault.tries", username.strip().casefold(), algorithm="sha256").hexdigest()
    tries = [(_count(f"vault-tries:{name}"), OF_ONE_NAME), (_count("vault-tries:all"), IN_ALL)]
    return all(number <= limit for number, limit in tries)


def tell_of_refusal(username: str) -> None:
    """Notes in the audit that a recovery code did not open this account; silent where there is no such account."""
    user = User.objects.filter(username__iexact=username).first()
    if user is not None:
        record_of_person(user=user, action=Act.RECOVERY_CODE_USED, reason=Reason.WRONG_CODE, outcome=Outcome.REFUSED)


def _count(key: str) -> int:
    if cache.add(key, 1, WITHIN.total_seconds()):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # its hour ended between the two lines
        cache.set(key, 1, WITHIN.total_seconds())
        return 1
