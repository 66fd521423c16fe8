"""A profile out of all that may be around it: a signature, an envelope, encrypted payloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from pymdm.enroll.encrypted_profile import decrypt_profile, is_encrypted
from pymdm.enroll.signed_profile import SIGNED
from pymdm.errors import DecodeError, PymdmError
from pymdm.protocol.profile import Profile

if TYPE_CHECKING:
    from pymdm.crypto.certificates import PrivateKey
    from pymdm.crypto.cms import VerifiedSignature

__all__ = ["OpenedProfile", "Recipient", "open_profile"]

# A signature around an envelope around a signature is more than anybody needs; deeper is a toy or an attack.
MAX_LAYERS: Final = 3


@attrs.frozen(kw_only=True)
class Recipient:
    """Whom a profile is encrypted to.

    Attributes:
        certificate: An identity certificate of the device, DER.
        key: Its private key.
    """

    certificate: bytes = attrs.field(repr=False)
    key: PrivateKey = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class OpenedProfile:
    """A profile, and what was around it.

    Attributes:
        content: The property list.
        signatures: What was checked on the way, the outermost first; none for a profile without a signature.
        encrypted: Its payloads came encrypted.
        closed: They still are.
    """

    content: bytes = attrs.field(repr=False)
    signatures: tuple[VerifiedSignature, ...] = ()
    encrypted: bool = False
    closed: bool = False

    @property
    def profile(self) -> Profile:
        """The content, read."""
        return Profile.decode(self.content)


def open_profile(data: bytes, *, recipient: Recipient | None = None) -> OpenedProfile:
    """Take a .mobileconfig out of its signature and, for its recipient, decrypt it.

    Raises:
        SignatureInvalid: there is a signature and it does not verify.  One that came out of an envelope is
            told as what does not decrypt: by ``DecodeError``.
        DecodeError: not a profile, encrypted to somebody else, a whole profile in an envelope without its
            recipient, or more layers than ``MAX_LAYERS``.
    """
    from pymdm.crypto.envelope import UNDECRYPTABLE

    found = OpenedProfile(content=data)
    try:
        for _ in range(MAX_LAYERS):
            if not found.content.startswith(SIGNED):
                break
            found = _without_outermost(found, recipient)
        if found.content.startswith(SIGNED):
            raise DecodeError(f"expected a profile in at most {MAX_LAYERS} layers of CMS")
        # Whether it is closed can be told of any profile; `profile` is where it has to be a good one.  What
        # came out of an envelope has to be one here, where all refusals sound the same (T33).
        if not is_encrypted(Profile.decode(found.content, problems=None if found.encrypted else [])):
            return found
        if recipient is None:
            return attrs.evolve(found, encrypted=True, closed=True)
        return _decrypted(found, recipient)
    except PymdmError:
        if not found.encrypted:
            raise
    # Whoever changes the envelope of somebody else must not see how far it got: any other word than that of
    # a wrong padding would say that the padding was right (T33).
    raise DecodeError(UNDECRYPTABLE)


def _without_outermost(found: OpenedProfile, recipient: Recipient | None) -> OpenedProfile:
    from pymdm.crypto import cms
    from pymdm.crypto.recognize import FileKind, recognize

    if recognize(found.content) is FileKind.ENVELOPED_DATA:
        return _decrypted(found, recipient)
    verified = cms.verify_attached(found.content, policy=cms.PROFILE)
    return attrs.evolve(found, content=verified.content, signatures=(*found.signatures, verified))


def _decrypted(found: OpenedProfile, recipient: Recipient | None) -> OpenedProfile:
    if recipient is None:
        raise DecodeError("expected the key of the recipient: the whole profile is encrypted")
    content = decrypt_profile(found.content, certificate=recipient.certificate, key=recipient.key)
    return attrs.evolve(found, content=content, encrypted=True)
