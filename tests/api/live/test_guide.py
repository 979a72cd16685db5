"""What stands in the guide runs as it stands there, and does what the guide says."""

import html
import json
import os
import re
import subprocess
import sys
import urllib.request

ENDLESS = ("while True:\n    cursor", "for _twice in range(2):\n    cursor")


def blocks(page: str, language: str) -> list[str]:
    """The lines of programs that stand in a page."""
    found = re.findall(rf'<code data-language="{language}">(.*?)</code>', page, re.DOTALL)
    return [html.unescape(block) for block in found]


def ran(command: list[str], token: str, folder, address: str) -> str:
    """What a program prints."""
    environment = {**os.environ, "ARYZ": address, "ARYZ_TOKEN": token}
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def guide(address: str) -> str:
    asked = urllib.request.Request(f"{address}/api/", headers={"Accept-Language": "en"})
    with urllib.request.urlopen(asked) as answer:
        return answer.read().decode()


def test_the_lines_for_the_shell_run(house, tokens, tmp_path):
    lines = "\n".join(block for block in blocks(guide(house.address), "sh") if "pip install" not in block)
    lines = lines.replace('export ARYZ_TOKEN="…"', "").replace("curl -", "curl -sS -")
    told = ran(["bash", "-e", "-c", lines], tokens["cases:write"], tmp_path, "")
    assert '"results"' in told
    assert re.search(r'"reference":"[0-9A-Z]{4}-[0-9A-Z]{4}"', told)
    (example,) = blocks(guide(house.address), "json")
    assert json.loads(example) == next(
        json.loads(line) for line in re.findall(r'\{"type":.*?"code":"invalid"\}(?=$|\{)', told, re.M)
    )
    assert (tmp_path / "events.csv").read_text(encoding="utf-8-sig").startswith("case,sequence,stage")
    assert (
        'rel="next"' in (tmp_path / "headers.txt").read_text() or "Link" not in (tmp_path / "headers.txt").read_text()
    )


def test_the_program_of_the_guide_runs(house, tokens, tmp_path):
    program = "\n\n".join(blocks(guide(house.address), "python"))
    assert program.count(ENDLESS[0]) == 1
    program = program.replace(*ENDLESS).replace("time.sleep(60)", "assert reference in copy")
    told = ran([sys.executable, "-c", program], tokens["cases:write"], tmp_path, f"{house.address}/api/v1")
    assert "0 {'reference': " in told
    assert "1 None [{'field': 'region'" in told
