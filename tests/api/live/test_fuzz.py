"""Thousands of made-up requests over the whole schema: no server error, and no answer that the schema does not know."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from accounts.choices import Scope

# How many cases for each operation and scope; more by hand: ARYZ_FUZZ=200.
EXAMPLES = int(os.environ.get("ARYZ_FUZZ", "8"))


@pytest.mark.parametrize("scope", list(Scope))
def test_no_request_breaks_the_house_or_the_schema(scope, house, tokens, tmp_path):
    program = Path(sys.executable).with_name("st")
    done = subprocess.run(
        [
            *(program, "run", f"{house.address}/api/schema/?format=json", f"--url={house.address}"),
            *(f"--max-examples={EXAMPLES}", "--workers=2", "--generation-deterministic", "--no-color"),
            *("--checks=all", "--exclude-checks=ignored_auth,positive_data_acceptance,unsupported_method"),
            *("-H", f"Authorization: Bearer {tokens[scope]}"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-12000:] + done.stderr[-2000:]
