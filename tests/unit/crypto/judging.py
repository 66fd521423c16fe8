"""Asking a trust store, and what the tests of it share."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

import pytest

from pymdm.crypto.trust import DeviceIdentity, TrustStore
from pymdm.errors import Reason, SignerUntrusted
from tests.unit.crypto.certs import NOW, FixedCA, ec_key, purposes

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
CA = FixedCA.make(ec_key(0))
CLIENT = purposes("client_auth")


def store(ca: FixedCA = CA, **how: Any) -> TrustStore:
    return TrustStore((ca.der,), **how)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def refusal(der: bytes, trust: TrustStore | None = None, *, now: datetime = NOW) -> Reason:
    with pytest.raises(SignerUntrusted) as caught:
        (trust or store()).check(der, now=now)
    return caught.value.reason


def accepted(der: bytes, trust: TrustStore | None = None, *, now: datetime = NOW) -> DeviceIdentity:
    return (trust or store()).check(der, now=now)
