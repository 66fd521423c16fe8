"""Profiles to sign, to encrypt and to compare, and who does it."""

from __future__ import annotations

import plistlib
from typing import Any

from pymdm.crypto.cms import PrivateKeySigner
from tests.unit.crypto.certs import NOW, FixedCA, basic, purposes, rsa_key, usage

__all__ = ["NOW"]

SECRET = "CANARY-hunter2"
WIFI: dict[str, Any] = {
    "PayloadType": "com.apple.wifi.managed",
    "PayloadVersion": 1,
    "PayloadIdentifier": "com.example.wifi.office",
    "PayloadUUID": "11111111-1111-4111-8111-11111111111A",
    "SSID_STR": "Office",
    "Password": SECRET,
    "NewInSomeFutureSystem": [1, {"deep": b"\x00\xff"}],
}
CLIP: dict[str, Any] = {
    "PayloadType": "com.apple.webClip.managed",
    "PayloadVersion": 1,
    "PayloadIdentifier": "com.example.wifi.clip",
    "PayloadUUID": "11111111-1111-4111-8111-11111111111B",
    "URL": "https://example.com",
}
CA = FixedCA.make(rsa_key(0), subject="Profiles Root")
BETWEEN = FixedCA.make(rsa_key(4), subject="Profiles CA", issuer="Profiles Root", signed_by=rsa_key(0))
DEVICE_USAGE = (usage("digital_signature", "key_encipherment"), purposes("client_auth"))
DEVICE = CA.issue(rsa_key(1), subject="device", extensions=DEVICE_USAGE)
OTHER_DEVICE = CA.issue(rsa_key(2), subject="another", serial=35, extensions=DEVICE_USAGE)
# As administrators have them: the certificate of a web server.
WEB = (basic(False), usage("digital_signature", "key_encipherment"), purposes("server_auth"))
SIGNER = PrivateKeySigner(
    certificate=BETWEEN.issue(rsa_key(3), subject="mdm.example.com", extensions=WEB), key=rsa_key(3)
)


def document(*payloads: dict[str, Any], **changes: Any) -> dict[str, Any]:
    keys: dict[str, Any] = {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": "com.example.wifi",
        "PayloadUUID": "22222222-2222-4222-8222-222222222222",
        "PayloadContent": [*(payloads or (WIFI, CLIP))],
        "PayloadDisplayName": "Office",
        "NewInSomeFutureSystem": {"kept": True},
    }
    return {key: value for key, value in (keys | changes).items() if value is not None}


def written(*payloads: dict[str, Any], **changes: Any) -> bytes:
    """A profile by another writer than ours; None removes a key."""
    return plistlib.dumps(document(*payloads, **changes), sort_keys=False)


PLAIN = written()
