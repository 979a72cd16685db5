"""The guard of the tests themselves: nothing leaves this machine."""

import socket

import pytest

from tests.network import NetworkForbidden


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_other_machines_are_out_of_reach(address):
    with pytest.raises(NetworkForbidden, match=address):
        socket.create_connection((address, 80), timeout=1)


def test_this_machine_is_in_reach():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        socket.create_connection(listener.getsockname(), timeout=5).close()


@pytest.mark.parametrize("method", ["connect", "connect_ex"])
def test_bare_sockets_are_guarded_too(method):
    with socket.socket() as bare, pytest.raises(NetworkForbidden):
        getattr(bare, method)(("192.0.2.1", 80))
