"""The settings of the tests: those of the house, with a throw-away database and a quick password hasher."""

import os

from config import environment
from config.postgres import Cluster
from config.settings import *  # noqa: F403
from config.settings import DATABASES, VAR_DIR

# Several runs may share one test server; each has databases of its own, named after the process that leads the run.
RUN = os.environ.setdefault("ARYZ_TEST_RUN", str(os.getpid()))

TEST_CLUSTER = None if environment.is_set("DATABASE_URL") else Cluster(VAR_DIR / "test-postgres", is_durable=False)
if TEST_CLUSTER:
    DATABASES["default"] |= TEST_CLUSTER.django_settings()
DATABASES["default"] |= {"CONN_MAX_AGE": 0, "TEST": {"NAME": f"test_aryz_{RUN}"}}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_BROKER_URL = "memory://"
SECOND_FACTOR_REQUIRED = False  # its own tests turn it on
