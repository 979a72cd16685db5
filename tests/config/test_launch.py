"""`make run` says in one sentence why it cannot start, and its parts exist."""

import socket
from importlib.util import find_spec

import pytest
from django.core.management import get_commands

from config import launch, locks, prepare
from config.settings import BASE_DIR


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_port_in_use_is_named_with_a_way_out(start, taken_port):
    outcome = start("-m", "config.run", PORT=str(taken_port))
    assert outcome.returncode == 1
    assert outcome.stderr == (
        f"Port {taken_port} on 127.0.0.1 cannot be used (Address already in use); "
        f"choose another: make run PORT={taken_port + 1}\n"
    )


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"PORT": "0"}, "PORT=0 is not a whole number of 1 or more."),
        ({"PORT": "99999"}, "PORT=99999 is no port; write a number from 1 to 65535."),
        ({"PORT": "web"}, "PORT=web is not a whole number of 1 or more."),
        ({"DEBUG": "perhaps"}, "DEBUG=perhaps is neither yes nor no; write DEBUG=true or DEBUG=false."),
        ({"DATABASE_URL": "mysql://h/n"}, "DATABASE_URL is not the address of a PostgreSQL server"),
        ({"DATABASE_URL": "postgresql://u@127.0.0.1:9/n"}, "The database of DATABASE_URL does not answer"),
    ],
)
def test_wrong_setting_is_one_sentence(start, variables, sentence):
    outcome = start("-m", "config.run", **{"PORT": "8964", **variables})
    assert outcome.returncode == 1
    assert outcome.stderr.startswith(sentence)
    assert outcome.stderr.count("\n") == 1


def test_production_is_not_run_this_way(start):
    outcome = start(
        "-m", "config.run", ARYZ_ENV="production", SECRET_KEY="k" * 60, ALLOWED_HOSTS="a", CELERY_BROKER_URL="redis://h"
    )
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("`make run` is for one machine and no production")


def test_second_run_of_the_same_folder_is_refused(start, open_folder):
    with locks.alone(open_folder / "var" / "run.lock") as is_alone:
        assert is_alone
        outcome = start("-m", "config.run", PORT="8964")
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("Aryz already runs from this folder")


def test_what_runs_side_by_side_exists():
    commands = launch.commands("127.0.0.1", 8000)
    assert list(commands) == ["web server", "worker", "clock"]
    assert all(find_spec(arguments[0]) for arguments in commands.values())


def test_address_with_colons_is_put_in_brackets():
    assert "[::1]:8000" in launch.commands("::1", 8000)["web server"]


def test_steps_of_the_preparation_are_commands():
    steps = {command for _title, command, _arguments in [*prepare.STEPS, *prepare.DEMONSTRATION, prepare.FIGURES]}
    assert steps | {"demo_accounts"} <= set(get_commands())


@pytest.mark.parametrize("path", ["manage.py", "config/run.py"])
def test_python_is_checked_before_anything_else_is_imported(path):
    # No old Python is run here, for few machines have one: the check comes first, in words that it understands.
    lines = (BASE_DIR / path).read_text().splitlines()
    check = next(number for number, line in enumerate(lines) if line.startswith("if sys.version_info"))
    assert [line for line in lines[:check] if line.startswith(("import", "from"))] == ["import sys"]
    assert lines[check + 1].strip().startswith('sys.exit("Aryz needs Python 3.11 or newer; this is Python %d.%d." %')
