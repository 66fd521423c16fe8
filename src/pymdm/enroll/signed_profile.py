"""Profiles with a signature: made as devices want them, and checked before anything in them is believed.

A signed profile is the XML property list inside of a CMS SignedData in DER.  That its signature verifies
says that nobody has changed it since; who the signer is says ``ProfileSigners``.

Source: Apple, "Configuring Multiple Devices Using Profiles", section "Encrypt and sign a profile".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from pymdm.errors import LocalProtocolError, Reason, SignatureInvalid
from pymdm.protocol.profile import Profile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pymdm.crypto.cms import Shape, Signer, UnverifiedSigner, VerifiedSignature

__all__ = ["SIGNED", "VerifiedProfile", "sign_profile", "verify_profile"]

SIGNED: Final = b"\x30"
"""The first byte of CMS (a SEQUENCE); no property list begins with it."""

_BINARY: Final = b"bplist"


@attrs.frozen(kw_only=True)
class VerifiedProfile:
    """A profile whose signature was checked.

    Attributes:
        content: The property list that was signed.  Use it, not the bytes around it.
        signature: What was checked; ``ProfileSigners.check`` takes it.
    """

    content: bytes = attrs.field(repr=False)
    signature: VerifiedSignature

    @property
    def signer(self) -> UnverifiedSigner:
        """The certificate whose key signed.  Anybody can make one."""
        return self.signature.signer

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The certificates that came along, DER, from the signer's issuer upwards as far as they lead there.

        By name alone: whether one has issued the other is for ``ProfileSigners`` to say.
        """
        from pymdm.crypto.profile_signers import order_chain

        try:
            return order_chain(self.signer.certificate, self.signature.certificates)[0]
        except ValueError:  # one that nobody can read does not keep a good signature from being one
            return ()

    @property
    def profile(self) -> Profile:
        """The content, read."""
        return Profile.decode(self.content)


def sign_profile(
    profile: bytes,
    *,
    signer: Signer,
    chain: Sequence[bytes] = (),
    signing_time: datetime | None = None,
) -> bytes:
    """A .mobileconfig with the profile and a signature, DER.

    What is signed is ``profile`` byte for byte.  A profile that is to be encrypted is encrypted first: the
    signature is then over what everybody can see, and a device can check it before it decrypts anything.

    Args:
        profile: An XML property list, encrypted payloads or not.
        signer: Who signs; the key may be in a hardware module.  RSA signs with SHA-256, P-256, P-384 and
            P-521 with SHA-256, SHA-384 and SHA-512.
        chain: The certificates above the signer's, DER, in any order; devices do not fetch them.
        signing_time: An aware time to sign along.

    Raises:
        DecodeError: not a profile.
        LocalProtocolError: it is signed already, a binary property list, or too large with its signature.
        ValueError: the chain does not belong to the signer's certificate, or the signature is not that
            of the certificate's key.
    """
    from pymdm.crypto import cms
    from pymdm.crypto.profile_signers import order_chain

    if profile.startswith(SIGNED):
        raise LocalProtocolError("expected a profile that is not signed yet; sign what is inside of it")
    if profile.startswith(_BINARY):
        raise LocalProtocolError("expected an XML property list, which is what devices take signed")
    Profile.decode(profile)
    certificates, strangers = order_chain(signer.certificate, chain)
    if strangers:
        raise ValueError(
            "expected the chain of the signer's certificate, from its issuer upwards; there is a certificate"
            " in it that has issued none of the others"
        )
    shape = _shape(signer.certificate)
    signed = cms.sign(profile, signer, shape=shape, signing_time=signing_time, certificates=certificates)
    try:
        cms.verify_attached(signed, policy=cms.PROFILE)
    except SignatureInvalid as error:
        if error.reason is Reason.TOO_LARGE:
            limit = cms.PROFILE.max_attached
            raise LocalProtocolError(
                f"expected a profile of at most {limit} bytes with its signature"
            ) from error
        raise ValueError(
            f"the signature does not verify ({error.reason.value}); expected the key of the signer's"
            " certificate, RSA of 2048 bits or more, or EC"
        ) from error
    return signed


def verify_profile(data: bytes) -> VerifiedProfile:
    """The profile in a signed .mobileconfig, once its signature was checked under the policy ``PROFILE``.

    Raises:
        SignatureInvalid: whatever is wrong with the signature; ``NO_SIGNATURE`` for a profile without one.
        DecodeError: what was signed is not a profile.
    """
    from pymdm.crypto import cms

    if not data.startswith(SIGNED):
        raise SignatureInvalid(Reason.NO_SIGNATURE)
    verified = cms.verify_attached(data, policy=cms.PROFILE)
    Profile.decode(verified.content)
    return VerifiedProfile(content=verified.content, signature=verified)


def _shape(certificate: bytes) -> Shape:
    """DER, and of the names that a signature algorithm may have, the ones that devices have always known."""
    from pymdm.crypto import cms
    from pymdm.crypto.describe import describe_certificate

    digests: dict[str, Any] = {"EC P-384": "sha384", "EC P-521": "sha512"}
    digest = digests.get(describe_certificate(certificate).key_type, "sha256")
    return cms.Shape(digest=digest, rsa_name="rsaEncryption")
