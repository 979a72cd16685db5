"""The embedded server starts whoever asks, survives being killed, and is left by nobody and to nobody."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing

import psycopg2
import pytest

from config import placement
from config.placement import EmbeddedServerError
from config.postgres import Cluster
from config.settings import BASE_DIR

USE = """
import sys
from pathlib import Path
from config.postgres import Cluster
cluster = Cluster(Path(sys.argv[1]), is_durable=False)
cluster.ensure_running()
print("up", flush=True)
sys.stdin.readline()
cluster.release()
"""


@pytest.fixture
def folder(open_folder, monkeypatch):
    monkeypatch.setattr(placement, "REACHABLE_STORE", open_folder / "store")
    return open_folder / "var" / "postgres"


@pytest.fixture
def cluster(folder):
    cluster = Cluster(folder)
    yield cluster
    cluster.release()
    cluster.stop()


def ask(cluster, question, user="aryz"):
    connection = psycopg2.connect(host=str(cluster.placement.sockets), user=user, dbname="aryz")
    with closing(connection), connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def test_server_is_durable_private_and_without_network(cluster):
    cluster.ensure_running()
    assert ask(cluster, "SHOW fsync") == "on"
    assert ask(cluster, "SHOW synchronous_commit") == "on"
    assert ask(cluster, "SHOW full_page_writes") == "on"
    assert ask(cluster, "SHOW listen_addresses") == ""
    assert ask(cluster, "SHOW server_encoding") == "UTF8"
    assert ask(cluster, "SELECT current_setting('server_version_num')::int / 10000") == 18
    assert cluster.placement.sockets.stat().st_mode & 0o777 == 0o700
    assert cluster.placement.data.stat().st_mode & 0o777 == 0o700
    assert ask(cluster, "SELECT rolsuper FROM pg_roles WHERE rolname = 'aryz'") is False


def test_letters_of_kazakh_have_capitals(cluster):
    cluster.ensure_running()
    assert ask(cluster, "SELECT upper('ұлытау әңғіқөүһ')") == "ҰЛЫТАУ ӘҢҒІҚӨҮҺ"
    assert ask(cluster, "SELECT 'ҰЛЫТАУ' ILIKE 'ұлытау'") is True


def test_server_log_keeps_no_statement_and_no_row(cluster):
    cluster.ensure_running()
    with pytest.raises(psycopg2.errors.UniqueViolation):
        ask(cluster, "CREATE TEMP TABLE t (n text UNIQUE); INSERT INTO t VALUES ('Canary'), ('Canary') RETURNING n")
    log = (cluster.placement.home / "server.log").read_text()
    assert "duplicate key" in log
    assert "Canary" not in log


def test_last_user_stops_the_server(cluster, folder):
    cluster.ensure_running()
    other = subprocess.Popen(
        [sys.executable, "-c", USE, str(folder)], cwd=BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout.readline() == "up\n"
    cluster.release()
    assert cluster.is_running()
    other.communicate("\n", timeout=30)
    assert not cluster.is_running()


def test_killed_user_does_not_hold_the_server(cluster, folder):
    other = subprocess.Popen(
        [sys.executable, "-c", USE, str(folder)], cwd=BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout.readline() == "up\n"
    other.kill()
    other.communicate()
    assert cluster.is_running()
    cluster.ensure_running()
    cluster.release()
    assert not cluster.is_running()


def test_many_at_once_start_one_server(cluster, folder):
    others = [
        subprocess.Popen(
            [sys.executable, "-c", USE, str(folder)],
            cwd=BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    assert [other.stdout.readline() for other in others] == ["up\n"] * 4
    log = (cluster.placement.home / "server.log").read_text()
    assert log.count("database system is ready to accept connections") == 1
    for other in others:
        other.communicate("\n", timeout=30)
        assert other.returncode == 0
    # Everybody has left; on a busy machine the last one's goodbye may still be on its way through the system.
    wait_until_silent(cluster)


def test_kept_server_outlives_its_users_until_stopped(cluster):
    cluster.keep()
    cluster.release()
    assert cluster.is_running()
    cluster.stop()
    assert not cluster.is_running()


def test_data_survive_kill_9_of_the_server(cluster):
    cluster.ensure_running()
    with closing(psycopg2.connect(host=str(cluster.placement.sockets), user="aryz", dbname="aryz")) as connection:
        connection.cursor().execute("CREATE TABLE kept AS SELECT 7 AS n")
        connection.commit()
    os.kill(server_number(cluster), signal.SIGKILL)
    wait_until_silent(cluster)
    cluster.ensure_running()
    assert ask(cluster, "SELECT n FROM kept") == 7


def test_note_of_a_dead_server_whose_number_lives_on_is_forgotten(cluster):
    cluster.ensure_running()
    note = cluster.placement.data / "postmaster.pid"
    lines = note.read_text().splitlines()
    cluster.release()
    owner = cluster.placement.account
    who = {"user": owner.uid, "group": owner.gid, "extra_groups": []} if owner else {}
    sleeper = subprocess.Popen(["sleep", "60"], **who)
    try:
        note.write_text("\n".join([str(sleeper.pid), *lines[1:]]) + "\n")
        if owner:
            os.chown(note, owner.uid, owner.gid)
        cluster.ensure_running()
        assert ask(cluster, "SELECT 1") == 1
    finally:
        sleeper.kill()
        sleeper.wait()


def test_interrupted_first_start_leaves_nothing_half_made(cluster):
    cluster._prepare_folders()
    draft = cluster.placement.home / "data.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")
    cluster.ensure_running()
    assert ask(cluster, "SELECT 1") == 1
    assert not draft.exists()


def test_long_path_gets_a_short_private_socket_folder(open_folder):
    deep = open_folder / ("x" * 60) / ("y" * 60) / "postgres"
    deep.parent.mkdir(parents=True)
    cluster = Cluster(deep, is_durable=False)
    try:
        cluster.ensure_running()
        sockets = cluster.placement.sockets
        assert not sockets.is_relative_to(deep)
        assert len(str(sockets)) < 80
        assert sockets.stat().st_mode & 0o777 == 0o700
        assert ask(cluster, "SELECT 1") == 1
    finally:
        cluster.release()
    assert not sockets.exists()


def test_path_with_blanks_and_quotes_works(open_folder):
    cluster = Cluster(open_folder / "my 'own' place, here" / "postgres", is_durable=False)
    cluster.ensure_running()
    assert ask(cluster, "SELECT 1") == 1
    cluster.release()


def test_foreign_folder_is_refused_with_a_sentence(cluster):
    cluster.placement.home.parent.mkdir(parents=True)
    cluster.placement.home.mkdir()
    if os.geteuid() == 0:
        os.chown(cluster.placement.home, 12345, 12345)
    else:
        cluster.placement.home.chmod(0o000)
    with pytest.raises(EmbeddedServerError, match="belongs to another user; run as that user, or set ARYZ_VAR_DIR"):
        cluster.ensure_running()
    cluster.placement.home.chmod(0o700)


@pytest.mark.parametrize(("arguments", "answer"), [(["status"], "stopped\n"), (["stop"], "")])
def test_command_line_before_the_first_start(start, arguments, answer):
    outcome = start("-m", "config.postgres", *arguments)
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (0, answer, "")


def test_command_line_runs_psql(start):
    outcome = start("-m", "config.postgres", "psql", "-Atc", "SELECT 6 * 7")
    assert (outcome.returncode, outcome.stdout) == (0, "42\n")
    assert start("-m", "config.postgres", "status").stdout == "stopped\n"


def server_number(cluster):
    return int((cluster.placement.data / "postmaster.pid").read_text().split("\n")[0])


def wait_until_silent(cluster):
    deadline = time.monotonic() + 30
    while cluster.is_running():
        assert time.monotonic() < deadline, (cluster.placement.home / "server.log").read_text()
        time.sleep(0.05)


def test_probe_of_a_stale_socket_says_stopped(cluster):
    cluster._prepare_folders()
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(cluster.placement.sockets / ".s.PGSQL.5432"))
    assert not cluster.is_running()
