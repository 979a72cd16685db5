"""Where used codes and counted attempts are kept."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.cache import cache_settings

REDIS = "django.core.cache.backends.redis.RedisCache"


@pytest.mark.parametrize(
    ("url", "broker", "location"),
    [
        ("", "redis://broker:6379/0", "redis://broker:6379/1"),
        ("", "rediss://:secret@broker:6380", "rediss://:secret@broker:6380/1"),
        ("", "redis://broker:6379/0?ssl_cert_reqs=none", "redis://broker:6379/1"),
        ("redis://other:6379/3", "redis://broker:6379/0", "redis://other:6379/3"),
    ],
)
def test_all_web_processes_share_a_redis(url, broker, location):
    assert cache_settings(url, broker)["default"] == {"BACKEND": REDIS, "LOCATION": location}


@pytest.mark.parametrize("broker", ["filesystem://localhost", "memory://"])
def test_a_single_machine_keeps_marks_in_memory(broker):
    assert cache_settings("", broker)["default"]["BACKEND"].endswith("LocMemCache")


@pytest.mark.parametrize("url", ["memcached://host", "nonsense", "file:///srv/x"])
def test_an_unknown_address_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="CACHE_URL is unknown"):
        cache_settings(url, "redis://broker:6379/0")
