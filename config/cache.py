"""Where short-lived marks are kept: used codes and counted attempts. In production all web processes must share it."""

from django.core.exceptions import ImproperlyConfigured

_IN_MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


def cache_settings(url: str, broker_url: str) -> dict[str, dict[str, object]]:
    """Django's CACHES for an address, or for the neighbour (database 1) of a Redis broker where none is given.

    Raises ImproperlyConfigured for what is no Redis. Without any Redis the marks live in the memory of the process.
    """
    if not url and broker_url.startswith(("redis://", "rediss://")):
        url = _neighbour_of(broker_url)
    if not url:
        return {"default": _IN_MEMORY}
    if not url.startswith(("redis://", "rediss://")):
        raise ImproperlyConfigured("CACHE_URL is unknown; write CACHE_URL=redis://host:6379/1, or unset it.")
    return {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}}


def _neighbour_of(broker_url: str) -> str:
    scheme, _, rest = broker_url.partition("://")
    host, _, _database = rest.partition("/")
    return f"{scheme}://{host.partition('?')[0]}/1"
