"""A Wi-Fi profile for one device: encrypted to it, signed by the server, checked and read on the other side.

    python examples/signed_profile.py [FOLDER]

With a folder it leaves the two files there for openssl to look at.  The signing key is behind a class of its
own, as that of a hardware module would be.
"""

from __future__ import annotations

import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

from pymdm.crypto import CertificateAuthority
from pymdm.crypto.certificates import IssuedIdentity
from pymdm.crypto.cms import PrivateKeySigner
from pymdm.crypto.profile_signers import ProfileSigners
from pymdm.enroll import (
    Recipient,
    derive_uuid,
    diff_profiles,
    encrypt_profile,
    open_profile,
    sign_profile,
    verify_profile,
)
from pymdm.errors import SignatureInvalid
from pymdm.protocol import Payload, Profile

NAME = "com.example.wifi"


class Module:
    """Stands for a hardware module: it is handed what to sign, and by which algorithm."""

    def __init__(self, identity: IssuedIdentity) -> None:
        assert identity.key is not None
        self._inside = PrivateKeySigner(certificate=identity.certificate, key=identity.key)
        self.certificate = identity.certificate

    def sign(self, data: bytes, algorithm: str) -> bytes:
        print(f"module: asked to sign {len(data)} bytes by {algorithm}")
        return self._inside.sign(data, algorithm)


def wifi(password: str) -> Profile:
    """A profile with a secret in it; built again it updates the one on the device."""
    network = Payload(
        type="com.apple.wifi.managed",
        identifier=f"{NAME}.office",
        uuid=derive_uuid("example", f"{NAME}.office"),
        content={"SSID_STR": "Office", "EncryptionType": "WPA2", "Password": password},
    )
    return Profile(
        identifier=NAME, uuid=derive_uuid("example", NAME), payloads=(network,), display_name="Office Wi-Fi"
    )


def main(folder: Path | None) -> None:
    """Encrypt, sign, verify, decrypt."""
    now = datetime.now(UTC)
    authority = CertificateAuthority.create("Example CA", now=now)
    device = authority.issue_identity(common_name="a device", now=now)
    module = Module(authority.issue_identity(common_name="mdm.example.com", now=now))

    # The server: encrypt first, then sign what everybody can see.
    profile = wifi("correct horse battery staple")
    closed = encrypt_profile(profile.encode(), recipient=device.certificate, random=secrets.token_bytes)
    sent = sign_profile(closed, signer=module, chain=(authority.certificate,), signing_time=now)
    print(f"sent: {len(sent)} bytes, the password in them: {b'horse' in sent}")
    if folder is not None:
        (folder / "closed.mobileconfig").write_bytes(closed)
        (folder / "sent.mobileconfig").write_bytes(sent)

    # The other side: the signature says that it is whole, the CA that the signer may.
    verified = verify_profile(sent)
    trusted = ProfileSigners([authority.certificate]).check(verified.signature, now=now)
    print(f"signer: trusted until {trusted.not_after:%Y}, {verified.signature.algorithm}")
    try:
        verify_profile(sent.replace(b"Office Wi-Fi", b"0ffice Wi-Fi"))
    except SignatureInvalid as error:
        print(f"changed: refused, {error.reason.value}")

    # Only the device gets at the payloads.
    assert device.key is not None
    opened = open_profile(sent, recipient=Recipient(certificate=device.certificate, key=device.key))
    print(f"device: joins {opened.profile.payloads[0].content['SSID_STR']}")

    # What does a new version change?
    for change in diff_profiles(opened.profile, wifi("another password")):
        print(f"next version: {change.kind.value} {change.place} {change.path}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
