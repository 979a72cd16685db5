"""Made-up requests over the whole schema, lawful and not: no server error, and no answer that the schema does not know.

With the suite a short walk by the scopes that reach every operation. `ARYZ_FUZZ=all` walks by every scope through
every phase: some 12,000 requests a scope, and five to twenty minutes.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from accounts.choices import Scope

IS_LONG = os.environ.get("ARYZ_FUZZ") == "all"
SHORT = (Scope.CASES_WRITE, Scope.VISITS_WRITE, Scope.STATS_READ)
# "ignored_auth" asks without a token, which the matrix of scopes does for every route; "unsupported_method" knows no
# 404 of what is hidden; and what the schema allows may still be refused, as a day that has not come.
LEFT_OUT = "ignored_auth,unsupported_method,positive_data_acceptance"
# An address can be too long before anybody looks at what is wrong in it.
SETTINGS = """
[checks]
negative_data_rejection.expected-statuses = [
    "400", "401", "403", "404", "405", "406", "409", "412", "414", "415", "422", "428", "429"
]
"""


@pytest.mark.parametrize("scope", list(Scope) if IS_LONG else SHORT)
def test_no_request_breaks_the_house_or_the_schema(scope, house, tokens, tmp_path):
    (tmp_path / "schemathesis.toml").write_text(SETTINGS)
    phases = () if IS_LONG else ("--phases=examples,fuzzing,stateful",)
    done = subprocess.run(
        [
            *(Path(sys.executable).with_name("st"), "run", f"{house.address}/api/schema/?format=json"),
            *(f"--url={house.address}", "--max-examples=4", "--workers=1", "--generation-deterministic", "--no-color"),
            *("--checks=all", f"--exclude-checks={LEFT_OUT}", *phases),
            *("-H", f"Authorization: Bearer {tokens[scope]}"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-12000:] + done.stderr[-2000:]
