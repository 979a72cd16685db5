"""No test speaks to another machine."""

import ipaddress
import socket


class NetworkForbidden(RuntimeError):
    """A test tried to reach an address outside this machine."""


def forbid(monkeypatch) -> None:
    """Lets sockets connect to this machine only, and resolves no names but its own."""

    def guarded(connect):
        def connect_here(self, address):
            if self.family != socket.AF_UNIX and not _is_here(address[0]):
                raise NetworkForbidden(f"a test tried to connect to {address[0]}")
            return connect(self, address)

        return connect_here

    resolve = socket.getaddrinfo

    def resolve_here(host, *args, **kwargs):
        if host and not _is_here(host):
            raise NetworkForbidden(f"a test tried to look up {host}")
        return resolve(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", resolve_here)


def _is_here(host: str | bytes) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
