"""Which connections are the proxy's."""

from __future__ import annotations

import pytest

from pymdm.crypto.peers import TrustedPeers


def includes(entries: tuple[str, ...], address: str) -> bool:
    return TrustedPeers.parse(entries).includes(address)


@pytest.mark.parametrize(
    ("entry", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("10.1.0.0/16", "10.1.255.254"),
        ("10.1.0.0/16", "::ffff:10.1.0.1"),
        ("::1", "::1"),
        ("fd00::/8", "fd12:3456::1"),
        ("fe80::/10", "fe80::1%eth0"),
        ("unix", ""),
        ("unix", "localhost"),
    ],
)
def test_a_connection_of_the_proxy_is_known(entry: str, address: str) -> None:
    """T6"""
    assert includes(("192.0.2.7", entry), address)


@pytest.mark.parametrize(
    ("entry", "address"),
    [
        ("127.0.0.1", "127.0.0.2"),
        ("10.1.0.0/16", "10.2.0.1"),
        ("10.1.0.0/16", "::10.1.0.1"),
        ("::1", "127.0.0.1"),
        ("127.0.0.1", ""),
        ("127.0.0.1", "localhost"),
        ("unix", "127.0.0.1"),
        ("unix", "unix"),
        ("127.0.0.1", "127.0.0.1, 10.0.0.1"),
        ("127.0.0.1", "127.0.0.1:80"),
        ("127.0.0.1", "0x7f000001"),
        ("127.0.0.1", "127.1"),
        ("127.0.0.1", " 127.0.0.1"),
        ("127.0.0.1", "unknown"),
        ("127.0.0.1", "-"),
    ],
)
def test_any_other_connection_is_not_believed(entry: str, address: str) -> None:
    """T6"""
    assert not includes((entry,), address)


@pytest.mark.parametrize(
    ("entries", "match"),
    [
        ((), "expected addresses"),
        (("proxy.example.com",), "expected addresses"),
        (("localhost",), "expected addresses"),
        (("",), "expected addresses"),
        (("10.1.2.3/16",), "expected addresses"),
        (("127.0.0.1:8000",), "expected addresses"),
        (("/run/pymdm.sock",), "expected addresses"),
        (("*",), "expected addresses"),
        ("127.0.0.1", "as a tuple"),
        (("0.0.0.0/0",), "everybody"),
        (("127.0.0.1", "::/0"), "everybody"),
    ],
)
def test_peers_that_are_nobody_or_everybody_are_refused(entries: tuple[str, ...], match: str) -> None:
    """T6"""
    with pytest.raises(ValueError, match=match):
        TrustedPeers.parse(entries)
