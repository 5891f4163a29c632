"""The address `make run` listens on, from BIND and PORT, checked before anything slow begins."""

from __future__ import annotations

import errno
import os
import socket
from dataclasses import dataclass

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


class Unusable(Exception):
    """The chosen address cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    @property
    def reachable_host(self) -> str:
        """A host that can be connected to: a wildcard address can only be listened on."""
        return EVERYWHERE.get(self.host, self.host)

    @property
    def bind(self) -> str:
        return f"{bracketed(self.host)}:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{bracketed(self.reachable_host)}:{self.port}"


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def chosen() -> Address:
    """The address from the environment, if it is free now. Raises Unusable."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 2**16:
        raise Unusable(f"PORT={text} is not a port. Choose a number, such as: make run PORT=8001")
    address = Address(os.environ.get("BIND") or "127.0.0.1", int(text))
    problem = trouble(address)
    if problem == errno.EADDRINUSE:
        ports = range(address.port + 1, 2**16)
        free = next((port for port in ports if not trouble(Address(address.host, port))), 8000)
        raise Unusable(f"Port {address.port} is taken by another program. Choose another: make run PORT={free}")
    if problem:
        raise Unusable(
            f"{address.bind} cannot be used here ({os.strerror(problem)}). Choose another: make run PORT=8001"
        )
    return address


def trouble(address: Address) -> int:
    """The errno for why the address cannot be listened on; 0 when it can."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as probe:
        # As the server does: a recently used port is free even though its last connections linger.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
            probe.listen()
        except socket.gaierror:
            return errno.EADDRNOTAVAIL
        except OSError as refusal:
            return refusal.errno or errno.EINVAL
    return 0
