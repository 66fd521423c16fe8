"""What is given to a client in the wrong form is told when it is made, not when the first push goes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pymdm.apns import APNsClient, AsyncAPNsClient
from pymdm.testing import fake_push_certificate


@pytest.mark.parametrize("client", [APNsClient, AsyncAPNsClient])
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"endpoint": "localhost:8443"}, "endpoint: expected a pair of host and port"),
        ({"ca": "ca.pem"}, "ca: expected certificates as PEM in bytes"),
    ],
)
def test_an_endpoint_is_a_pair_and_authorities_are_bytes(
    client: Any, given: dict[str, Any], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        client(fake_push_certificate(now=datetime.now(UTC)), **given)
