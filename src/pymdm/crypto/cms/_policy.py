"""What each use of a signature accepts: the named policies.

A verifier that is stricter than the devices locks them out (T23), one that is laxer than its use
needs helps a forger.  Both are avoided by naming the use.  No policy says anything about trust,
names or dates of the certificate; see ``TrustStore`` for that.
"""

from __future__ import annotations

from typing import Final

import attrs

__all__ = ["MACHINE_INFO", "MAX_DETACHED", "MDM_SIGNATURE", "OTA", "PROFILE", "SCEP", "STRICT", "Policy"]

MAX_DETACHED: Final = 64 * 1024
"""Bytes of a detached signature, before anything of it is read.

A device's has 1.2 KB, with a chain of four certificates 5 KB; web servers stop a header at 8 to 16 KB.
"""

_MAX_MACHINE_INFO: Final = 64 * 1024  # a plist of ten short strings, a chain of four certificates: 6 KB
_MAX_SCEP: Final = 64 * 1024  # a request with a 4096-bit key has 5 KB, an answer with a chain of four, 10 KB
_MAX_PROFILE: Final = 4 * 1024 * 1024  # fonts and images are base64 in the plist; a megabyte does occur
_MAX_STRICT: Final = 1024 * 1024  # what this library signs itself is far smaller; see PROFILE for profiles

_SHA2: Final = ("sha256", "sha384", "sha512")
_RSA_SHA2: Final = frozenset(f"rsa-{digest}" for digest in _SHA2)
_ECDSA_SHA2: Final = frozenset(f"ecdsa-{digest}" for digest in _SHA2)
_PSS_SHA2: Final = frozenset(f"rsa-pss-{digest}" for digest in _SHA2)
_SHA1: Final = frozenset({"rsa-sha1", "ecdsa-sha1"})


@attrs.frozen(kw_only=True)
class Policy:
    """What one use of signatures accepts.

    Attributes:
        name: How logs and tools call it.
        algorithms: Names such as ``rsa-sha256``, ``rsa-pss-sha256``, ``ecdsa-sha384``.
        minimum_rsa_bits: Shorter RSA keys are refused.  EC keys must be on P-256, P-384 or P-521.
        attributes_required: Whether a signature straight over the content (as macOS makes) is refused.
        max_attached: Bytes of a signature that carries its content; detached ones: ``MAX_DETACHED``.
    """

    name: str
    algorithms: frozenset[str]
    minimum_rsa_bits: int
    attributes_required: bool
    max_attached: int


MDM_SIGNATURE: Final = Policy(
    name="MDM_SIGNATURE",
    algorithms=_RSA_SHA2 | _ECDSA_SHA2 | _SHA1,
    minimum_rsa_bits=2048,
    attributes_required=False,
    max_attached=_MAX_STRICT,
)
"""The ``Mdm-Signature`` header: signed by an identity that this server's authority issued.

- SHA-1 and no signed attributes, because macOS signs in just that way; newer systems and simulators
  use SHA-256 and attributes.  A forger would need a second preimage for SHA-1, not a collision, since the
  device chooses all that it signs; no such attack is known.
- RSA from 2048 bits: the server decides how long the keys of its identities are, so unlike
  :data:`OTA` no old key has to be let in.  EC for identities made by ACME and attestation.
- No PSS: no device sends it.
"""

MACHINE_INFO: Final = Policy(
    name="MACHINE_INFO",
    algorithms=_RSA_SHA2 | _ECDSA_SHA2 | _SHA1,
    minimum_rsa_bits=1024,
    attributes_required=False,
    max_attached=_MAX_MACHINE_INFO,
)
"""The MachineInfo that a device posts when it asks for its enrollment profile (automated enrollment).

Signed by the certificate that Apple put into the device, whose key is RSA-1024 on many of them, in either
wire style.  What that certificate proves is little in any case: see ``pymdm.crypto.apple``.
"""

OTA: Final = Policy(
    name="OTA",
    algorithms=_RSA_SHA2 | _ECDSA_SHA2 | _SHA1,
    minimum_rsa_bits=1024,
    attributes_required=False,
    max_attached=_MAX_MACHINE_INFO,
)
"""The attributes that a device posts in phases 2 and 3 of over-the-air enrollment.

Phase 2 is signed like :data:`MACHINE_INFO`: a genuine device was seen to use RSA-1024, SHA-1,
no attributes.  Phase 3 is signed by the new identity, to which :data:`MDM_SIGNATURE` would apply as well.
"""

PROFILE: Final = Policy(
    name="PROFILE",
    algorithms=_RSA_SHA2 | _ECDSA_SHA2 | _PSS_SHA2 | frozenset({"rsa-sha1"}),
    minimum_rsa_bits=2048,
    attributes_required=False,
    max_attached=_MAX_PROFILE,
)
"""A signed configuration profile, made by an administrator's tool.

SHA-1 is let in with RSA only: ``security cms -S`` of older macOS made such profiles and they are still about.
Devices accept them, so refusing them here would hide a profile that works.  Profiles are often signed
with PSS-capable or hardware keys, hence PSS.
"""

SCEP: Final = Policy(
    name="SCEP",
    algorithms=_RSA_SHA2 | _ECDSA_SHA2 | frozenset({"rsa-sha1"}),
    minimum_rsa_bits=1024,
    attributes_required=True,
    max_attached=_MAX_SCEP,
)
"""Messages of SCEP (RFC 8894, section 3), in both directions.

- SHA-1, because clients that know nothing better are still about.  Who signs composes what is signed, so
  a collision gains nothing, as for :data:`MDM_SIGNATURE`.  MD5, their other choice, stays out.
- Attributes, since type, transaction and nonces of the message are attributes.
- RSA from 1024 bits and EC, so that ``pymdm.crypto.scep`` can *say* to such a client why it is refused; it
  issues nothing to either.
"""

STRICT: Final = Policy(
    name="STRICT",
    algorithms=_RSA_SHA2 | _ECDSA_SHA2 | _PSS_SHA2,
    minimum_rsa_bits=2048,
    attributes_required=True,
    max_attached=_MAX_STRICT,
)
"""For signers that you choose yourself: SHA-2, signed attributes, RSA from 2048 bits.

With attributes the type of the content is signed too, and no content can pass for attributes.  Locks
out macOS devices: not for anything that a device signs.
"""
