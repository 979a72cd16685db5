import pytest

from config import commandline


@pytest.mark.parametrize(
    ("line", "is_needed"),
    [
        (["manage.py"], False),
        (["manage.py", "help"], False),
        (["manage.py", "check"], False),
        (["manage.py", "check", "--database", "default"], True),
        (["manage.py", "migrate"], True),
        (["manage.py", "migrate", "--help"], False),
        (["manage.py", "load_pack", "kz"], True),
    ],
)
def test_database_is_started_only_for_commands_that_open_it(line, is_needed):
    assert commandline.needs_database(line) is is_needed


def test_check_leaves_no_server_behind_and_makes_no_cluster(start, open_folder):
    assert start("manage.py", "check").returncode == 0
    assert not (open_folder / "var" / "postgres").exists()


def test_command_starts_the_embedded_server_and_stops_it(start, open_folder):
    outcome = start(
        "manage.py",
        "shell",
        "--no-imports",
        "-c",
        "from django.db import connection as c; c.connect(); print(c.pg_version)",
    )
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.startswith("1800")
    assert start("-m", "config.postgres", "status").stdout == "stopped\n"
