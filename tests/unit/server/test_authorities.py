"""The CAs of device identities: kept, prepared, switched (T86)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509

from pymdm.crypto import TrustStore
from pymdm.crypto.certificates import fingerprint
from pymdm.enroll import certificates_in
from pymdm.errors import Conflict, VerificationError
from pymdm.server.authorities import KIND, Authorities, keep_authorities, prepare_successor, switch_authority
from pymdm.server.kept import KeptState
from pymdm.stores import MemoryStore

from .scene import NOW, scene


@pytest.fixture(scope="module")
def state() -> KeptState:
    return KeptState(MemoryStore(), clock=lambda: NOW)


@pytest.fixture(scope="module")
def first(state: KeptState) -> Authorities:
    return keep_authorities(state, now=NOW)


def test_the_ca_is_made_at_the_first_start_and_kept(state: KeptState, first: Authorities) -> None:
    """T86"""
    again = keep_authorities(state, now=NOW + timedelta(days=1))

    assert first.current.certificate == again.current.certificate
    assert ("current",) == state.names(KIND)
    limits = x509.load_der_x509_certificate(first.current.certificate).extensions
    assert 0 == limits.get_extension_for_class(x509.BasicConstraints).value.path_length
    assert first.current.issue_identity(common_name="x", now=NOW).certificate != (
        again.current.issue_identity(common_name="x", now=NOW).certificate
    )


def test_there_is_nothing_to_switch_to_before_it_is_prepared() -> None:
    """T86"""
    with pytest.raises(Conflict, match="pymdm ca prepare"):
        switch_authority(KeptState(MemoryStore(), clock=lambda: NOW), now=NOW)


def test_a_successor_is_trusted_handed_out_and_takes_over() -> None:
    """T86: identities of all three times are accepted; only the CA of today can issue."""
    state = KeptState(MemoryStore(), clock=lambda: NOW)
    first = keep_authorities(state, now=NOW)
    old = first.current.issue_identity(common_name="old", now=NOW)
    prepared = prepare_successor(state, now=NOW)
    assert certificates(prepared) == certificates(keep_authorities(state, now=NOW))
    assert prepared.next is not None
    with pytest.raises(Conflict, match="pymdm ca switch"):
        prepare_successor(state, now=NOW)

    switched = switch_authority(state, now=NOW)

    assert certificates(switched) == certificates(keep_authorities(state, now=NOW))
    assert (prepared.next.certificate, None) == (switched.current.certificate, switched.next)
    assert (first.current.certificate,) == switched.former
    new = switched.current.issue_identity(common_name="new", now=NOW)
    for identity in (old, new):
        assert _trusts(switched.trust_store(), identity.certificate)
    assert _trusts(prepared.trust_store(), new.certificate)
    assert not _trusts(first.trust_store(), new.certificate)


def test_the_key_of_a_former_ca_is_forgotten() -> None:
    """T86: who steals the database later cannot issue with it any more."""
    state = KeptState(MemoryStore(), clock=lambda: NOW)
    keep_authorities(state, now=NOW)
    for _ in range(2):
        prepare_successor(state, now=NOW)
        switch_authority(state, now=NOW)

    kept = [state.get(KIND, name) for name in state.names(KIND)]
    assert 3 == len(kept)
    assert 1 == sum(b"PRIVATE KEY" in record.value for record in kept if record is not None)


def test_a_profile_brings_the_successor_along() -> None:
    state = KeptState(MemoryStore(), clock=lambda: NOW)
    keep_authorities(state, now=NOW)
    prepared = prepare_successor(state, now=NOW)
    assert prepared.next is not None

    profile = scene(authority=prepared).profile()

    wanted = {fingerprint(each.certificate) for each in (prepared.current, prepared.next)}
    assert wanted <= {found.fingerprint for found in certificates_in(profile)}


def test_an_operator_is_told_in_time(first: Authorities) -> None:
    assert not first.successor_due(NOW)
    assert first.successor_due(first.current_ends - timedelta(days=500))


def certificates(found: Authorities) -> tuple[object, ...]:
    following = found.next.certificate if found.next else None
    return found.current.certificate, following, found.former


def _trusts(trust: TrustStore, certificate: bytes) -> bool:
    try:
        trust.check(certificate, now=NOW)
    except VerificationError:
        return False
    return True
