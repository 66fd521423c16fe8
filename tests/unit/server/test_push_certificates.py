"""Push certificates in a store: kept sealed, replaced by renewals only, told of before they end."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pymdm.apns.certificate import PushCertificate
from pymdm.crypto import SealKey
from pymdm.errors import Conflict
from pymdm.server.kept import KeptState
from pymdm.server.push_certificates import (
    due_warnings,
    keep_certificate,
    kept_certificate,
    kept_certificates,
)
from pymdm.stores import MemoryStore
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing.push_certificates import fake_push_certificate

from .scene import NOW, TOPIC, scene

OTHER = TOPIC + ".other"
DAY = timedelta(days=1)


def kept() -> KeptState:
    return KeptState(MemoryStore(), clock=lambda: NOW)


def made(topic: str = TOPIC, *, now: datetime = NOW) -> PushCertificate:
    return fake_push_certificate(topic, now=now)


def test_a_certificate_comes_back_with_its_key_and_chain() -> None:
    state, certificate = kept(), made()

    assert () == kept_certificates(state)
    assert keep_certificate(state, certificate)
    assert not keep_certificate(state, certificate)
    [found] = kept_certificates(state)
    assert (certificate, certificate.chain) == (found, found.chain)
    assert certificate.key.private_numbers() == found.key.private_numbers()
    assert None is kept_certificate(state, OTHER)


def test_its_key_is_sealed_on_the_disk(tmp_path: Path) -> None:
    """T69."""
    certificate = made()
    with SQLiteStore(tmp_path / "db", seal=SealKey.generate()) as store:
        keep_certificate(KeptState(store, clock=lambda: NOW), certificate)

    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"PRIVATE KEY" not in written
    assert certificate.certificate[-64:] not in written


def test_a_renewal_takes_its_place_and_an_older_one_does_not() -> None:
    state, first, renewal = kept(), made(), made(now=NOW + 300 * DAY)
    keep_certificate(state, first)

    assert keep_certificate(state, renewal)
    with pytest.raises(ValueError, match="last year"):
        keep_certificate(state, first)
    assert (renewal,) == kept_certificates(state)


def test_another_topic_is_refused_once_a_device_is_enrolled() -> None:
    """F35: no device could be woken any more."""
    mdm = scene()
    state = KeptState(mdm.store, clock=lambda: NOW)
    state.remember({"topic": TOPIC}, {})
    keep_certificate(state, made(OTHER))
    keep_certificate(state, made())
    assert [TOPIC] == [certificate.topic for certificate in kept_certificates(state)]

    mdm.device()
    with pytest.raises(Conflict, match="none of them could be woken"):
        keep_certificate(state, made(OTHER))
    assert [TOPIC] == [certificate.topic for certificate in kept_certificates(state)]


def test_each_warning_is_told_once_and_a_renewal_begins_anew() -> None:
    state, certificate = kept(), made()
    keep_certificate(state, certificate)
    told = []
    for day in range(-40, 10):
        for warning in due_warnings(state, certificate.not_after + day * DAY):
            told.append((day, warning.threshold))

    assert [(-30, 30), (-10, 10), (-1, 1), (0, 0)] == told
    renewal = made(now=certificate.not_after)
    keep_certificate(state, renewal)
    [again] = due_warnings(state, renewal.not_after - 20 * DAY)
    assert (TOPIC, 30) == (again.topic, again.threshold)
