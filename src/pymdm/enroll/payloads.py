"""The payloads beside the MDM payload: what the device trusts, and how it gets its identity.

Sources: Apple's schema, mdm/profiles/com.apple.security.root, .pkcs12 and .scep; Over-the-Air Profile
Delivery and Configuration (SCEP).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from pymdm.errors import LocalProtocolError
from pymdm.protocol.profile import Payload

__all__ = ["derive_uuid", "pkcs12_payload", "root_payload", "scep_payload"]

ROOT: Final = "com.apple.security.root"
PKCS12: Final = "com.apple.security.pkcs12"
SCEP: Final = "com.apple.security.scep"

# Names within which the UUIDs of profiles are derived; random once, never to be changed, or every
# profile that is built again would be another profile to the device.
_NAMESPACE: Final = UUID("7040cf6b-f973-4303-be4b-f8f1222d773f")

# Signing (1) and encryption (4): the identity signs each message, and profiles are encrypted to it.
KEY_USAGE: Final = 5

# Apple's schema has 1024 as well; no CA of today signs that, and ours does not.
KEY_SIZES: Final = (2048, 4096)

# Apple's client tells the hash by its length and knows these two, MD5 and SHA-1 (Security framework,
# SecSCEP); a SHA-256 fingerprint makes every enrollment fail.
FINGERPRINT_SIZES: Final = (16, 20)


def derive_uuid(seed: str, identifier: str) -> str:
    """The UUID, in capitals, that an identifier has under this seed; always the same.

    Raises ValueError where either is empty.
    """
    if not seed or not identifier:
        raise ValueError("seed and identifier: expected at least one character each")
    # No identifier has a line break, so two pairs cannot run together into one name.
    return str(uuid5(_NAMESPACE, f"{seed}\n{identifier}")).upper()


def root_payload(
    certificate: bytes, *, identifier: str, seed: str, display_name: str = "Certificate authority"
) -> Payload:
    """A payload that makes the device trust a certificate (DER).

    Raises:
        ValueError: ``certificate`` is not DER.
    """
    return Payload(
        type=ROOT,
        identifier=identifier,
        uuid=derive_uuid(seed, identifier),
        display_name=display_name,
        content={"PayloadContent": _der(certificate, "certificate")},
    )


def pkcs12_payload(
    pkcs12: bytes, *, password: str, identifier: str, seed: str, display_name: str = "Device identity"
) -> Payload:
    """A payload with an identity made by the server: certificate and private key in PKCS#12.

    The password stands beside what it protects, so whoever reads the profile has the identity:
    give it out once, to one device, over TLS.

    Raises:
        ValueError: ``pkcs12`` is not DER, or ``password`` is empty (devices refuse that).
    """
    if not password:
        raise ValueError("password: expected at least one character")
    return Payload(
        type=PKCS12,
        identifier=identifier,
        uuid=derive_uuid(seed, identifier),
        display_name=display_name,
        content={"PayloadContent": _der(pkcs12, "pkcs12"), "Password": password},
    )


def scep_payload(
    url: str,
    *,
    challenge: str,
    identifier: str,
    seed: str,
    subject: Sequence[tuple[str, str]] = (("CN", "MDM identity"),),
    key_size: int = 2048,
    key_usage: int = KEY_USAGE,
    ca_fingerprint: bytes | None = None,
    name: str | None = None,
    retries: int | None = None,
    retry_delay: int | None = None,
    key_is_extractable: bool = False,
    display_name: str = "Device identity",
    extra: Mapping[str, Any] | None = None,
) -> Payload:
    """A payload with which the device makes its own key and asks a SCEP server for the certificate.

    The private key never leaves the device, so that this is the way that Apple recommends.  The
    challenge is what lets the device have a certificate: make a new one for each profile, and give the
    profile out once (T42, T50).

    Args:
        url: Of the SCEP server, as it is: devices put the operation behind it as a query.  ``http`` is
            taken only with ``ca_fingerprint``; use https all the same, because a device that is answered
            one bare CA certificate does not compare the fingerprint.
        challenge: Proves that the request comes from this profile.  Never part of a repr.
        identifier: Of the payload.
        seed: As for the profile.
        subject: The name to ask for: pairs such as ``("O", "Acme")``, also with dotted identifiers; what
            the certificate says in the end is the server's choice.
        key_size: 2048 or 4096 bits, RSA; devices know no other key here.
        key_usage: 1 signing, 4 encryption, 5 both.
        ca_fingerprint: SHA-1 (20 bytes) or MD5 (16) of the CA certificate's DER.
        name: Which CA of several; the device repeats it to the server.
        retries: How often to ask again while the server says PENDING, which pymdm's never does.
        retry_delay: Seconds between these.
        key_is_extractable: Whether a Mac may export the key from its keychain; Apple's default is yes.
        display_name: What people see.
        extra: More keys of the inner dictionary, on the wire as given (SubjectAltName, AllowAllAppsAccess).

    Raises:
        LocalProtocolError: what devices refuse, or what would cost the device its safety: see above.
        ValueError: ``challenge`` is empty, or ``extra`` repeats a key that is set here.
    """
    if not challenge:
        raise ValueError("challenge: expected at least one character")
    if ca_fingerprint is not None and len(ca_fingerprint) not in FINGERPRINT_SIZES:
        raise LocalProtocolError("ca_fingerprint: expected a SHA-1 (20 bytes) or MD5 (16 bytes) hash")
    if key_size not in KEY_SIZES:
        raise LocalProtocolError(f"key_size: expected one of {', '.join(map(str, KEY_SIZES))}")
    if key_usage not in (1, 4, 5):
        raise LocalProtocolError("key_usage: expected 1 (signing), 4 (encryption) or 5 (both)")
    optional = {
        "Name": name,
        "CAFingerprint": ca_fingerprint,
        "Retries": _count(retries, "retries"),
        "RetryDelay": _count(retry_delay, "retry_delay"),
    }
    keys: dict[str, Any] = {
        "URL": _scep_url(url, fingerprint=ca_fingerprint),
        "Subject": [[[oid, value]] for oid, value in subject],
        "Challenge": challenge,
        "Key Type": "RSA",
        "Keysize": key_size,
        "Key Usage": key_usage,
        "KeyIsExtractable": key_is_extractable,
        **{key: value for key, value in optional.items() if value is not None},
    }
    if extra and (twice := keys.keys() & extra.keys()):
        raise ValueError(f"extra: {', '.join(sorted(twice))} given twice; use the argument")
    return Payload(
        type=SCEP,
        identifier=identifier,
        uuid=derive_uuid(seed, identifier),
        display_name=display_name,
        content={"PayloadContent": {**keys, **(extra or {})}},
    )


def https_url(url: str, name: str) -> str:
    """The URL itself, if a device takes it; ``name`` is what error texts call it.

    Raises:
        LocalProtocolError: it is not https, or holds what no device sends.
    """
    expected = f"{name}: expected a URL that begins with https:// (a port is allowed)"
    if not url.startswith("https://") or not url.isascii() or not url.isprintable() or " " in url:
        raise LocalProtocolError(expected)
    try:
        parts = urlsplit(url)
        port = parts.port  # reading it is what checks it
    except ValueError as error:
        raise LocalProtocolError(expected) from error
    if not parts.hostname or parts.username is not None or parts.fragment or port == 0:
        raise LocalProtocolError(f"{expected}, with a host, and without user name and fragment")
    return url


def _scep_url(url: str, *, fingerprint: bytes | None) -> str:
    """The URL itself, if the device can know by it whose challenge it gives away."""
    if not url.startswith("http://"):
        return https_url(url, "url")
    if fingerprint is None:
        raise LocalProtocolError("url: expected https://, or http:// together with ca_fingerprint")
    https_url(url.replace("http://", "https://", 1), "url")
    return url


def _count(value: int | None, name: str) -> int | None:
    if value is not None and value < 0:
        raise LocalProtocolError(f"{name}: expected zero or more")
    return value


def _der(data: bytes, name: str) -> bytes:
    """The bytes themselves, if they could be DER; PEM in their place is a common mistake."""
    if not isinstance(data, bytes):
        raise TypeError(f"{name}: expected bytes, not {type(data).__name__}")
    if not data.startswith(b"\x30"):
        raise ValueError(f"{name}: expected DER; convert PEM first")
    return data
