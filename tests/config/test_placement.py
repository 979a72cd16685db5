"""PostgreSQL started by root runs as another user, without opening any folder for it."""

import os
import subprocess
from contextlib import closing

import psycopg2
import pytest

from config import placement
from config.placement import Account, place
from config.postgres import Cluster

ORDINARY = Account(4321, 4321, "ordinary")


@pytest.fixture
def as_root(monkeypatch, open_folder):
    monkeypatch.setattr(placement, "REACHABLE_STORE", open_folder / "store")
    monkeypatch.setattr(placement.os, "geteuid", lambda: 0)
    monkeypatch.setattr(placement, "_account_for", lambda wished: ORDINARY)
    return open_folder


def test_ordinary_user_keeps_the_wished_place(monkeypatch, tmp_path):
    monkeypatch.setattr(placement.os, "geteuid", lambda: 1000)
    found = place(tmp_path / "postgres")
    assert (found.home, found.account, found.is_moved) == (tmp_path / "postgres", None, False)


def test_root_keeps_the_wished_place_where_others_may_pass(as_root, monkeypatch):
    monkeypatch.setattr(placement, "wheel_programs", lambda: as_root)
    found = place(as_root / "var" / "postgres")
    assert (found.home, found.account, found.is_moved) == (as_root / "var" / "postgres", ORDINARY, False)


def test_root_moves_the_cluster_where_others_may_not_pass(as_root):
    closed = as_root / "closed"
    closed.mkdir(mode=0o700)
    found = place(closed / "var" / "postgres")
    assert found.is_moved
    assert found.home.parent == as_root / "store"
    assert closed.stat().st_mode & 0o777 == 0o700


def test_moved_cluster_is_found_again_when_the_folder_was_opened(as_root, monkeypatch):
    monkeypatch.setattr(placement, "wheel_programs", lambda: as_root)
    closed = as_root / "closed"
    wished = closed / "var" / "postgres"
    wished.parent.mkdir(parents=True)
    closed.chmod(0o700)
    before = place(wished)
    placement.remember(wished, before)
    closed.chmod(0o755)
    assert place(wished) == before


def test_existing_data_are_never_left_behind(as_root):
    closed = as_root / "closed"
    (closed / "postgres" / "data").mkdir(parents=True)
    closed.chmod(0o700)
    assert place(closed / "postgres").home == closed / "postgres"


@pytest.mark.parametrize(
    ("mode", "uid", "gid", "may"),
    [
        (0o701, 0, 0, True),
        (0o710, 0, 4321, True),
        (0o701, 0, 4321, False),
        (0o700, 4321, 0, True),
        (0o011, 4321, 0, False),
        (0o700, 0, 0, False),
        (0o770, 0, 0, False),
    ],
)
def test_way_through_a_folder(monkeypatch, mode, uid, gid, may):
    class Folder:
        def stat(self):
            return os.stat_result((mode, 0, 0, 1, uid, gid, 0, 0, 0, 0))

    assert placement._may_enter(ORDINARY, Folder()) is may


@pytest.mark.root
def test_root_in_a_closed_folder_gets_a_working_server(open_folder, monkeypatch):
    monkeypatch.setattr(placement, "REACHABLE_STORE", open_folder / "store")
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    cluster = Cluster(closed / "postgres", is_durable=False)
    cluster.ensure_running()
    assert cluster.placement.data.is_relative_to(open_folder / "store")
    with closing(psycopg2.connect(host=str(cluster.placement.sockets), user="aryz", dbname="aryz")) as connection:
        assert connection.server_version // 10_000 == 18
    cluster.release()
    assert (closed / "postgres.location").read_text() == f"{cluster.placement.home}\n"
    assert closed.stat().st_mode & 0o777 == 0o700


@pytest.mark.root
def test_unreachable_binaries_are_copied(open_folder, monkeypatch):
    monkeypatch.setattr(placement, "REACHABLE_STORE", open_folder / "store")
    real = placement._can_traverse
    wheel = placement.wheel_programs()
    monkeypatch.setattr(
        placement, "_can_traverse", lambda account, path: not path.is_relative_to(wheel) and real(account, path)
    )
    cluster = Cluster(open_folder / "var" / "postgres", is_durable=False)
    cluster.ensure_running()
    programs = placement.reachable_programs(cluster.placement)
    assert programs.is_relative_to(open_folder / "store")
    assert subprocess.check_output([programs / "postgres", "--version"], text=True).startswith(
        "postgres (PostgreSQL) 18"
    )
    cluster.release()
    assert not cluster.is_running()
