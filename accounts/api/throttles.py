"""How often a token may ask. Counted by token; without one, for everybody together: no network address is looked at."""

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from accounts.models import ApiToken


class TokenThrottle(SimpleRateThrottle):
    """Requests of one token; whoever has none shares one allowance."""

    scope = "token"

    def get_cache_key(self, request: Request, view: object) -> str:
        """Under which name the requests are counted."""
        who = request.auth.uuid.hex if isinstance(request.auth, ApiToken) else "nobody"
        return self.cache_format % {"scope": self.scope, "ident": who}
