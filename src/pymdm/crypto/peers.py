"""The connections that are our own proxy's: addresses, networks and unix sockets.

The address is that of the connection itself.  One that a header names (``X-Forwarded-For``) was written
by whoever made the connection, and proves nothing about it.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["UNIX", "TrustedPeers"]

#: Among peers: connections through a unix socket, for which the file system says who may connect.
UNIX = "unix"

# A peer on a unix socket has no address: gunicorn, uvicorn and others show none, waitress this name.
# No server shows a TCP connection so.
_WITHOUT_ADDRESS = frozenset({"", "localhost"})

_EXPECTED = "expected addresses such as 127.0.0.1, networks such as 10.1.0.0/16, or unix"


@attrs.frozen
class TrustedPeers:
    """Who may connect and be believed; made by `parse`."""

    networks: tuple[IPv4Network | IPv6Network, ...]
    unix: bool

    @classmethod
    def parse(cls, entries: Iterable[str]) -> TrustedPeers:
        """Read addresses, networks (CIDR) and the word ``unix``.

        Raises:
            ValueError: an entry is none of these, names everybody, or there is none.
        """
        found = tuple(entries)
        if not found or isinstance(entries, str):
            raise ValueError(f"peers: {_EXPECTED}, as a tuple")
        return cls(tuple(_network(entry) for entry in found if entry != UNIX), unix=UNIX in found)

    def includes(self, address: str) -> bool:
        """Whether a connection from ``address``, as the server shows it, is the proxy's."""
        if address in _WITHOUT_ADDRESS:
            return self.unix
        try:
            found = ip_address(address)
        except ValueError:
            return False
        if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
            # A socket that listens to both families shows IPv4 peers so.
            found = found.ipv4_mapped
        return any(found in network for network in self.networks)


def _network(entry: str) -> IPv4Network | IPv6Network:
    try:
        network = ip_network(entry)
    except ValueError as error:
        raise ValueError(f"peers: {_EXPECTED}") from error
    if network.prefixlen == 0:
        raise ValueError("peers: a network of length 0 is everybody; name the addresses of the proxy")
    return network
