"""What each policy accepts, written out once more, by hand, and asked of real signatures (T23, T27).

A policy that grows by an algorithm, or loses one, has to be changed here as well.
"""

from __future__ import annotations

import functools
import itertools

import attrs
import pytest

from pymdm.crypto import cms
from pymdm.crypto.cms._algorithms import ALGORITHM_BY_NAME
from pymdm.errors import Reason
from tests.unit.crypto.cms import forge
from tests.unit.crypto.cms.forge import BODY, attached_reason_for, reason_for

SHA2 = {f"{kind}-{digest}" for kind in ("rsa", "ecdsa") for digest in ("sha256", "sha384", "sha512")}
PSS = {"rsa-pss-sha256", "rsa-pss-sha384", "rsa-pss-sha512"}


@attrs.frozen
class Expected:
    """What a use of signatures needs, as the documents and captures say."""

    algorithms: set[str]
    short_keys: bool
    bare: bool


EXPECTED = {
    cms.MDM_SIGNATURE: Expected(SHA2 | {"rsa-sha1", "ecdsa-sha1"}, short_keys=False, bare=True),
    cms.MACHINE_INFO: Expected(SHA2 | {"rsa-sha1", "ecdsa-sha1"}, short_keys=True, bare=True),
    cms.OTA: Expected(SHA2 | {"rsa-sha1", "ecdsa-sha1"}, short_keys=True, bare=True),
    cms.PROFILE: Expected(SHA2 | PSS | {"rsa-sha1"}, short_keys=False, bare=True),
    cms.SCEP: Expected(SHA2 | {"rsa-sha1"}, short_keys=True, bare=False),
    cms.STRICT: Expected(SHA2 | PSS, short_keys=False, bare=False),
}
POLICIES = pytest.mark.parametrize("policy", EXPECTED, ids=lambda policy: policy.name)


@functools.cache
def signed(algorithm: str, **shape: object) -> bytes:
    """The body by this algorithm, attached unless it says otherwise."""
    family, _, digest = algorithm.rpartition("-")
    signer = forge.ec_signer() if family == "ecdsa" else forge.rsa_signer()
    padding = "pss" if family == "rsa-pss" else "pkcs1"
    form = cms.Shape(digest=digest, rsa_padding=padding, **shape)  # type: ignore[arg-type]
    return cms.sign(BODY, signer, shape=form)


def test_no_algorithm_is_known_that_no_policy_was_asked_about() -> None:
    assert set(ALGORITHM_BY_NAME) == SHA2 | PSS | {"rsa-sha1", "ecdsa-sha1"}


def test_every_policy_is_asked() -> None:
    named = {value for value in vars(cms).values() if isinstance(value, cms.Policy)}

    assert named == set(EXPECTED)


@POLICIES
@pytest.mark.parametrize("algorithm", ALGORITHM_BY_NAME)
def test_a_policy_takes_its_algorithms_and_no_others(policy: cms.Policy, algorithm: str) -> None:
    """T27: SHA-1 above all, and PSS."""
    expected = None if algorithm in EXPECTED[policy].algorithms else Reason.ALGORITHM_REFUSED

    assert expected == attached_reason_for(signed(algorithm), policy)


@POLICIES
def test_either_way_to_name_the_signer_counts(policy: cms.Policy) -> None:
    """T23: by issuer and serial number, and by subject key identifier; attached and detached, DER and BER."""
    shapes = itertools.product(("issuer and serial", "key"), (False, True), ("der", "ber"))
    for (named_by, detached, encoding), algorithm in itertools.product(
        shapes, ("rsa-sha256", "ecdsa-sha256")
    ):
        message = signed(algorithm, named_by=named_by, detached=detached, encoding=encoding)
        assert None is (reason_for if detached else attached_reason_for)(message, policy=policy)


@POLICIES
def test_signed_attributes_are_demanded_where_the_form_is_ours_to_choose(policy: cms.Policy) -> None:
    """T22, T23: macOS signs without any."""
    expected = None if EXPECTED[policy].bare else Reason.ATTRIBUTES_INVALID

    assert expected == attached_reason_for(signed("rsa-sha256", attributes=False), policy)


@POLICIES
def test_short_keys_count_only_where_old_devices_have_them(policy: cms.Policy) -> None:
    """T27."""
    message = cms.sign(BODY, forge.rsa_signer(bits=1024))

    assert attached_reason_for(message, policy) == (
        None if EXPECTED[policy].short_keys else Reason.KEY_REFUSED
    )


@POLICIES
@pytest.mark.parametrize("curve", ["secp384r1", "secp521r1"])
def test_the_larger_curves_count_everywhere(policy: cms.Policy, curve: str) -> None:
    assert None is attached_reason_for(cms.sign(BODY, forge.ec_signer(curve)), policy)
