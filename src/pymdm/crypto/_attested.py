"""The extensions of an attestation: what Apple's servers say about a device."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import attrs
from cryptography import x509

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FULL_SECURITY", "OIDS", "PREFIX", "Properties", "read_properties"]

PREFIX: Final = "1.2.840.113635.100.8."
"""The arc in which Apple's attestation servers name what they say."""

FULL_SECURITY: Final = "Full Security"
"""The best value of ``secure_boot``; the others are "Reduced Security" and "Permissive Security"."""

_TEXT: Final = {
    "9.1": "serial_number",
    "9.2": "udid",
    "9.4": "software_update_device_id",
    "10.1": "os_version",
    "10.2": "sep_os_version",
    "10.3": "llb_version",
    "13.2": "secure_boot",
}
_NUMBER: Final = {"13.1": "sip_status", "13.3": "kext_status"}
_BYTES: Final = {"11.1": "freshness"}

OIDS: Final[Mapping[str, str]] = {
    name: PREFIX + suffix for suffix, name in {**_TEXT, **_NUMBER, **_BYTES}.items()
}
"""Under which identifier each property travels."""

# The documents say "0" and leave open how it is written; leaves from real Macs have a DER INTEGER of
# one byte (observed on a fleet by the authors of d-inference, their pull request 327).  Decimal text, as
# all other values are, is read too.  Anything else is not read: unknown, which no check passes.
_DER_BYTE: Final = re.compile(rb"\x02\x01([\x00-\x7f])", re.DOTALL)
_DECIMAL: Final = re.compile(rb"[0-9]{1,3}")


@attrs.frozen(kw_only=True)
class Properties:
    """What a leaf says; None where it says nothing that can be read.

    Apple leaves a property blank, or out, where its servers cannot vouch for it, and serial number and
    UDID in a User Enrollment.  Compare with what you want to see, never with what you fear: a value that
    is None or new is then not enough.

    Attributes:
        serial_number: Of the device.
        udid: Of the device; of a Mac its ``ProvisioningUDID``.
        software_update_device_id: The model, as Apple's list of updates names it.
        os_version: Of the system.
        sep_os_version: Of the system in the Secure Enclave.
        llb_version: Of the low-level boot loader.
        freshness: The nonce that was asked with (DeviceInformation), or the SHA-256 of an ACME token.
        sip_status: System Integrity Protection of a Mac: 0 is on.
        secure_boot: "Full Security" and two lesser words.
        kext_status: Third-party kernel extensions of a Mac: 0 is none.
        extra: All other extensions of the arc, and known ones that were blank or unreadable, by their
            identifier, as they came.
    """

    serial_number: str | None = None
    udid: str | None = None
    software_update_device_id: str | None = None
    os_version: str | None = None
    sep_os_version: str | None = None
    llb_version: str | None = None
    freshness: bytes | None = attrs.field(default=None, repr=lambda value: value.hex() if value else "None")
    sip_status: int | None = None
    secure_boot: str | None = None
    kext_status: int | None = None
    extra: Mapping[str, bytes] = attrs.field(factory=dict, repr=False)


def read_properties(extensions: x509.Extensions) -> Properties:
    """The properties in the extensions of a leaf.  Never fails: what cannot be read is kept raw."""
    found: dict[str, str | int | bytes] = {}
    extra: dict[str, bytes] = {}
    for extension in extensions:
        value = extension.value
        if not isinstance(value, x509.UnrecognizedExtension):
            continue
        oid = value.oid.dotted_string
        if not oid.startswith(PREFIX):
            continue
        name, read = _read(oid.removeprefix(PREFIX), value.value)
        if read is None:
            extra[oid] = value.value
        else:
            found[name] = read
    return Properties(**found, extra=extra)  # type: ignore[arg-type]  # each name has the type that is read


def _read(suffix: str, raw: bytes) -> tuple[str, str | int | bytes | None]:
    if suffix in _TEXT:
        return _TEXT[suffix], _text(raw)
    if suffix in _NUMBER:
        return _NUMBER[suffix], _number(raw)
    return _BYTES.get(suffix, ""), (raw or None) if suffix in _BYTES else None


def _text(raw: bytes) -> str | None:
    """UTF-8 with nothing around it; a wrapped value has control characters and is not guessed about."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None
    return text if text and text.isprintable() else None


def _number(raw: bytes) -> int | None:
    if (wrapped := _DER_BYTE.fullmatch(raw)) is not None:
        return wrapped[1][0]
    return int(raw) if _DECIMAL.fullmatch(raw) else None
