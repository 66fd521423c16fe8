"""Profiles whose payloads only one device can read.

The list of payloads becomes a property list of its own, an array at its root; this is encrypted to the
device's identity certificate and put into the profile in place of the list.  The other keys of the profile
stay readable, and nothing says that they are genuine: sign the result.

The MDM reference of 2014 lets profiles be encrypted (InstallProfile: to any identity on the device; profile
URL of the Device Enrollment Program: to the certificate that signed the request) and names no form; Apple's
description of profiles knows this one alone.  A whole .mobileconfig in an envelope is read and never written.

Sources: Apple, "Configuring Multiple Devices Using Profiles", section "Encrypt and sign a profile"; Apple's
schema, mdm/profiles/TopLevel (IsEncrypted, EncryptedPayloadContent).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pymdm.enroll.signed_profile import SIGNED
from pymdm.errors import DecodeError, LocalProtocolError, PymdmError
from pymdm.protocol import plist
from pymdm.protocol.profile import Profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from pymdm.crypto.certificates import PrivateKey
    from pymdm.crypto.envelope import Cipher

__all__ = ["MAX_ENCRYPTED", "decrypt_profile", "encrypt_profile", "is_encrypted"]

# What a signature policy takes of a profile (PROFILE.max_attached); an envelope inside of one is no larger.
MAX_ENCRYPTED: Final = 4 * 1024 * 1024

_CLEAR: Final = "PayloadContent"
_CLOSED: Final = "EncryptedPayloadContent"
_MARK: Final = "IsEncrypted"


def is_encrypted(profile: Profile) -> bool:
    """Whether the payloads of a profile are encrypted."""
    return _CLOSED in profile.extra


def encrypt_profile(
    profile: bytes, *, recipient: bytes, random: Callable[[int], bytes], cipher: Cipher | None = None
) -> bytes:
    """The profile as XML property list, with its payloads encrypted to one device.

    Every key beside the payloads stays as it is, in its order: everybody can read name, description and
    removal settings.  Encryption is no signature, since anybody can encrypt: sign it afterwards.

    Args:
        profile: A property list with at least one payload, not signed.
        recipient: An identity certificate of the device, DER, whose key is RSA.
        random: Returns that many unpredictable bytes, such as ``secrets.token_bytes``.
        cipher: AES-256-CBC unless another is named, such as ``Cipher.TRIPLE_DES_CBC`` for old systems.

    Raises:
        DecodeError: not a profile.
        LocalProtocolError: signed or encrypted already, without payloads, or larger than ``MAX_ENCRYPTED``.
        ValueError: nothing can be encrypted to this certificate, see ``check_recipient``.
    """
    from pymdm.crypto.envelope import Cipher, check_recipient, encrypt_enveloped

    if profile.startswith(SIGNED):
        raise LocalProtocolError("expected a profile that is not signed; encrypt first, then sign")
    if is_encrypted(Profile.decode(profile)):
        raise LocalProtocolError(f"{_CLOSED}: expected payloads that are not encrypted yet")
    wire = _dictionary(profile)
    payloads = wire.get(_CLEAR)
    if not isinstance(payloads, list) or not payloads:
        raise LocalProtocolError(f"{_CLEAR}: expected at least one payload to encrypt")
    check_recipient(recipient)
    chosen = Cipher.AES_256_CBC if cipher is None else cipher
    envelope = encrypt_enveloped(plist.dumps(payloads), recipient=recipient, random=random, cipher=chosen)
    if len(envelope) > MAX_ENCRYPTED:
        raise LocalProtocolError(
            f"{_CLEAR}: expected payloads of at most {MAX_ENCRYPTED} bytes once encrypted"
        )
    return plist.dumps(_in_place(wire, _CLEAR, {_MARK: True, _CLOSED: envelope}))


def decrypt_profile(data: bytes, *, certificate: bytes, key: PrivateKey) -> bytes:
    """The profile with its payloads in clear, as XML; of a whole profile in an envelope, what is in it.

    That it decrypts says nothing about who made it: anybody can encrypt to a certificate.  Whatever is wrong
    from the content key on, one text is all that comes out, so that nobody learns by trying (T33).

    Args:
        data: The profile, not signed (of a signed one what ``verify_profile`` gives), or the envelope.
        certificate: The recipient's certificate, DER.
        key: Its private key.

    Raises:
        DecodeError: not an encrypted profile, encrypted to somebody else, or it cannot be decrypted.
        ValueError: the key is not RSA, or the certificate cannot be read.
    """
    from pymdm.crypto.envelope import UNDECRYPTABLE, decrypt_enveloped

    whole = data.startswith(SIGNED)
    wire = {} if whole else _dictionary(data)
    envelope = data if whole else wire.get(_CLOSED)
    if not isinstance(envelope, bytes):
        raise DecodeError("expected encrypted payloads", path=_CLOSED)
    if wire.get(_CLEAR):
        raise DecodeError("expected no payloads in clear beside encrypted ones", path=_CLEAR)
    content = decrypt_enveloped(envelope, certificate=certificate, key=key, limit=MAX_ENCRYPTED)
    try:
        return _whole(content) if whole else _joined(wire, content)
    except PymdmError:  # what decrypts to nonsense is told like what does not decrypt
        raise DecodeError(UNDECRYPTABLE) from None


def _whole(content: bytes) -> bytes:
    """A profile, signed or not."""
    from pymdm.crypto.recognize import FileKind, recognize

    if recognize(content) is not FileKind.SIGNED_DATA:
        Profile.decode(content)
    return content


def _joined(wire: dict[str, Any], content: bytes) -> bytes:
    """The profile with the payloads that were encrypted."""
    profile = plist.dumps(_in_place(wire, _CLOSED, {_CLEAR: plist.loads(content)}))
    if not Profile.decode(profile).payloads:
        raise DecodeError("expected payloads")
    return profile


def _dictionary(profile: bytes) -> dict[str, Any]:
    wire = plist.loads(profile)
    if not isinstance(wire, dict):
        raise DecodeError("expected a dictionary")
    return wire


def _in_place(wire: dict[str, Any], key: str, others: dict[str, Any]) -> dict[str, Any]:
    """The same keys in the same order, with ``others`` where ``key`` was."""
    found: dict[str, Any] = {}
    for name, value in wire.items():
        if name == key:
            found |= others
        elif name not in (_MARK, _CLEAR, _CLOSED):
            found[name] = value
    return found
