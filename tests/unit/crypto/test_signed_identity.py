"""From a CA of our own to a signed message and back, in both shapes that devices send."""

from __future__ import annotations

import base64
from types import SimpleNamespace
from typing import Any

import pytest

from pymdm.crypto import cms
from pymdm.crypto.certificates import CertificateAuthority
from pymdm.crypto.trust import Proof
from pymdm.errors import Reason, SignerUntrusted
from tests.unit.crypto.certs import NOW, ec_key, rsa_key

BODY = b"<plist><dict/></plist>"
CA = CertificateAuthority.create("Example Device CA", now=NOW, key=ec_key(0))
SHAPES = {"BER, SHA-1, no attributes": cms.APPLE_BER, "DER, SHA-256, attributes": cms.APPLE_DER}


def message(shape: cms.Shape, key: Any, ca: CertificateAuthority = CA) -> SimpleNamespace:
    issued = ca.issue_identity(common_name="device", now=NOW, public_key=key.public_key())
    signer = cms.PrivateKeySigner(certificate=issued.certificate, key=key)
    header = base64.b64encode(cms.sign(BODY, signer, shape=shape)).decode()
    return SimpleNamespace(body=BODY, headers={"mdm-signature": header}, peer_certificate=None)


@pytest.mark.parametrize("key", [rsa_key(1), ec_key(1)], ids=["rsa", "ec"])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_what_a_device_signs_identifies_it(shape: cms.Shape, key: Any) -> None:
    found = CA.trust_store().mdm_signature().identify(message(shape, key), now=NOW)

    assert Proof.SIGNATURE is found.proof


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_what_another_ca_issued_identifies_nobody(shape: cms.Shape) -> None:
    """T10, T24: the same name, another key."""
    other = CertificateAuthority.create("Example Device CA", now=NOW, key=ec_key(5))

    with pytest.raises(SignerUntrusted) as caught:
        CA.trust_store().mdm_signature().identify(message(shape, rsa_key(1), other), now=NOW)
    assert Reason.CHAIN_INVALID is caught.value.reason
