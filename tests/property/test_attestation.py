"""Whatever stands in place of an attestation or a MachineInfo, one family of errors comes out."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st

from pymdm.crypto.attestation import OIDS, verify_attestation
from pymdm.errors import DecodeError, EnrollmentMismatch, VerificationError
from pymdm.service.machine_info import MachineInfoDesk, SerialRules
from pymdm.stores import MemoryStore
from pymdm.testing.attestation import FakeAttestation
from pymdm.testing.machine_info import FakeDeviceCA

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
FAKE = FakeAttestation.create(now=NOW)
CHAIN = FAKE.issue(now=NOW, serial_number="C02XYZ", freshness=b"nonce", sip_status=0)

FACTORY = FakeDeviceCA.create(now=NOW)
DEVICE = FACTORY.device(now=NOW)
MACHINE_INFOS = [
    DEVICE.machine_info(serial_number="C02XYZ", udid="UDID", signing_time=time) for time in (None, NOW)
]


@given(
    st.sampled_from((0, 1)),
    st.integers(0, max(map(len, CHAIN))),
    st.binary(max_size=6),
    st.integers(0, 6),
)
@settings(deadline=None)
def test_a_damaged_chain_is_refused_with_a_verification_error_or_is_no_other_device(
    which: int, at: int, put: bytes, dropped: int
) -> None:
    chain = list(CHAIN)
    chain[which] = chain[which][:at] + put + chain[which][at + dropped :]

    with contextlib.suppress(VerificationError):
        found = verify_attestation(chain, now=NOW, nonce=b"nonce", serial_number="C02XYZ", root=FAKE.root)
        assert "C02XYZ" == found.properties.serial_number


@given(st.lists(st.one_of(st.binary(max_size=40), st.text(max_size=5), st.sampled_from(CHAIN)), max_size=6))
def test_a_list_of_anything_is_refused_with_a_verification_error(chain: list[Any]) -> None:
    with contextlib.suppress(VerificationError):
        verify_attestation(chain, now=NOW, root=FAKE.root)


@given(st.dictionaries(st.sampled_from(sorted(OIDS)), st.binary(max_size=40)))
@settings(deadline=None, max_examples=40)
def test_whatever_a_leaf_says_is_read_or_kept(values: dict[str, bytes]) -> None:
    chain = FAKE.issue(now=NOW, extra={OIDS[name]: value for name, value in values.items()})

    found = verify_attestation(chain, now=NOW, root=FAKE.root).properties

    for name, value in values.items():
        assert (getattr(found, name) is None) is (OIDS[name] in found.extra)
        assert found.extra.get(OIDS[name], value) == value
    # A value that reads as another text than "C02XYZ" never meets a demand for it.
    with contextlib.suppress(EnrollmentMismatch):
        verify_attestation(chain, now=NOW, serial_number="C02XYZ", root=FAKE.root)
        assert b"C02XYZ" == values.get("serial_number")


def test_the_leaf_is_a_certificate_that_others_can_read() -> None:
    assert "CN=attested device" == x509.load_der_x509_certificate(CHAIN[0]).subject.rfc4514_string()


@given(
    st.sampled_from(MACHINE_INFOS),
    st.integers(0, max(map(len, MACHINE_INFOS))),
    st.binary(max_size=6),
    st.integers(0, 6),
)
@settings(deadline=None)
def test_a_damaged_machine_info_is_refused_or_used_up_with_the_sound_one(
    signed: bytes, at: int, put: bytes, dropped: int
) -> None:
    """T49: what can be changed without harm to the signature makes no other message of it."""
    desk = MachineInfoDesk(MemoryStore(), serials=SerialRules(allow=None), chain=FACTORY.chain)
    desk.open(signed, now=NOW)

    with pytest.raises(VerificationError):
        desk.open(signed[:at] + put + signed[at + dropped :], now=NOW)


@given(
    st.dictionaries(
        st.sampled_from(["SERIAL", "UDID", "VERSION", "X"]), st.text() | st.booleans() | st.binary()
    )
)
@settings(deadline=None, max_examples=50)
def test_whatever_a_device_claims_is_read_or_refused(keys: dict[str, Any]) -> None:
    keys = {key: value for key, value in keys.items() if not isinstance(value, str) or value.isprintable()}
    desk = MachineInfoDesk(MemoryStore(), serials=SerialRules(allow=None), chain=FACTORY.chain)

    with contextlib.suppress(DecodeError):
        claims = desk.read(DEVICE.machine_info(serial_number="C02XYZ", udid="UDID", **keys))
        assert keys.get("SERIAL", "C02XYZ") == claims.serial_number
