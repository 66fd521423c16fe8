"""T86: who manages devices is on this machine, unless somebody has said otherwise."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from pymdm.cli.demo_stage import PushListener, ServerProcess

#: All of 127/8 is this machine: who listens on one address of it only is not found on another.
ELSEWHERE = "127.0.0.2"


def can_connect(url: str) -> bool:
    try:
        socket.create_connection((ELSEWHERE, urlsplit(url).port or 0), timeout=60).close()
    except ConnectionRefusedError:
        return False
    return True


@pytest.mark.parametrize(
    ("options", "open_to_all"),
    [((), False), (("--host", "0.0.0.0"), False), (("--admin-host", "0.0.0.0"), True)],
)
def test_the_admin_api_listens_on_this_machine_only_unless_told_otherwise(
    options: tuple[str, ...], open_to_all: bool
) -> None:
    """T86, T52: also where devices come from everywhere."""
    pushes = PushListener()
    with ServerProcess(
        url="https://mdm.example.com",
        topic="com.apple.mgmt.External.11111111-2222-3333-4444-555555555555",
        stub_apns=pushes.address,
        code="enrollment-code-of-these-tests",
        token="admin-token-of-these-tests",
        options=options,
    ) as served:
        assert open_to_all is can_connect(served.admin_url)
        assert ("--host" in options) is can_connect(served.devices_url)
    pushes.close()
