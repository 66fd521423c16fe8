"""CMS signatures as Apple's devices make them: check and make SignedData (RFC 5652).

``verify_header``, ``verify_detached`` and ``verify_attached`` check under a named policy and raise
``SignatureInvalid`` or return a ``VerifiedSignature``; ``sign`` makes every shape that devices and
tools make.  A good signature says which key signed, not that its owner may: ``TrustStore`` decides that.
"""

from __future__ import annotations

from pymdm.crypto.cms._certificate import UnverifiedSigner, forget_certificates
from pymdm.crypto.cms._certificates_only import certificates_only, read_certificates_only
from pymdm.crypto.cms._policy import (
    MACHINE_INFO,
    MAX_DETACHED,
    MDM_SIGNATURE,
    OTA,
    PROFILE,
    SCEP,
    STRICT,
    Policy,
)
from pymdm.crypto.cms._sign import (
    APPLE_BER,
    APPLE_DER,
    ATTACHED_DER,
    PrivateKeySigner,
    Shape,
    Signer,
    sign,
)
from pymdm.crypto.cms._verify import VerifiedSignature, verify_attached, verify_detached, verify_header

__all__ = [
    "APPLE_BER",
    "APPLE_DER",
    "ATTACHED_DER",
    "MACHINE_INFO",
    "MAX_DETACHED",
    "MDM_SIGNATURE",
    "OTA",
    "PROFILE",
    "SCEP",
    "STRICT",
    "Policy",
    "PrivateKeySigner",
    "Shape",
    "Signer",
    "UnverifiedSigner",
    "VerifiedSignature",
    "certificates_only",
    "forget_certificates",
    "read_certificates_only",
    "sign",
    "verify_attached",
    "verify_detached",
    "verify_header",
]
