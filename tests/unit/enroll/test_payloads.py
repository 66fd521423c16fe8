"""The SCEP payload: exactly the keys that Apple's client reads."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from pymdm.enroll import Transport, build_enrollment_profile, derive_uuid, scep_payload
from pymdm.errors import LocalProtocolError
from pymdm.protocol import AccessRights
from pymdm.protocol.profile import Payload
from tests.support import shared

URL = "https://mdm.example.com/scep"
SHA1 = hashlib.sha1(b"a CA certificate", usedforsecurity=False).digest()
CHALLENGE = "kK3-canary-challenge"


def payload(url: str = URL, **changes: Any) -> Payload:
    arguments: dict[str, Any] = {"challenge": CHALLENGE, "identifier": "com.example.mdm.scep", "seed": "acme"}
    return scep_payload(url, **(arguments | changes))


def inner(url: str = URL, **changes: Any) -> dict[str, Any]:
    return dict(payload(url, **changes).content["PayloadContent"])


def test_the_payload_is_this() -> None:
    assert {
        "PayloadType": "com.apple.security.scep",
        "PayloadVersion": 1,
        "PayloadIdentifier": "com.example.mdm.scep",
        "PayloadUUID": derive_uuid("acme", "com.example.mdm.scep"),
        "PayloadDisplayName": "Device identity",
        "PayloadContent": {
            "URL": URL,
            "Subject": [[["CN", "MDM identity"]]],
            "Challenge": CHALLENGE,
            "Key Type": "RSA",
            "Keysize": 2048,
            "Key Usage": 5,
            "KeyIsExtractable": False,
        },
    } == payload().wire()


def test_everything_else_is_written_when_given() -> None:
    keys = inner(
        subject=[("O", "Acme"), ("1.2.5.3", "x")],
        key_size=4096,
        key_usage=1,
        ca_fingerprint=SHA1,
        name="devices",
        retries=0,
        retry_delay=30,
        key_is_extractable=True,
        extra={"AllowAllAppsAccess": True},
    )
    assert {
        "URL": URL,
        "Subject": [[["O", "Acme"]], [["1.2.5.3", "x"]]],
        "Challenge": CHALLENGE,
        "Key Type": "RSA",
        "Keysize": 4096,
        "Key Usage": 1,
        "KeyIsExtractable": True,
        "Name": "devices",
        "CAFingerprint": SHA1,
        "Retries": 0,
        "RetryDelay": 30,
        "AllowAllAppsAccess": True,
    } == keys


def test_it_is_an_identity_for_a_profile() -> None:
    profile = build_enrollment_profile(
        identifier="com.example.mdm",
        seed="acme",
        server_url="https://mdm.example.com/mdm",
        topic="com.apple.mgmt.External.1",
        identity=payload(),
        transport=Transport.MTLS,
        access_rights=AccessRights.ALL,
    )
    assert payload().uuid == profile.payloads[-1].content["IdentityCertificateUUID"]


def test_the_challenge_is_shown_nowhere() -> None:
    """T50: neither in a repr nor in the text of an error."""
    assert CHALLENGE not in repr(payload())
    with pytest.raises(ValueError, match="Challenge given twice") as refused:
        payload(extra={"Challenge": CHALLENGE})
    assert CHALLENGE not in str(refused.value)


def test_a_payload_without_challenge_is_refused() -> None:
    """T42: whoever knew the address could have an identity."""
    with pytest.raises(ValueError, match=r"^challenge: expected at least one character$"):
        payload(challenge="")


@pytest.mark.parametrize("size", [0, 19, 32, 64])
def test_a_fingerprint_that_devices_cannot_compare_is_refused(size: int) -> None:
    with pytest.raises(LocalProtocolError, match=r"^ca_fingerprint: expected a SHA-1"):
        payload(ca_fingerprint=bytes(size))


@pytest.mark.parametrize("size", [0, 512, 1024, 3072])
def test_a_key_size_that_is_weak_or_unknown_is_refused(size: int) -> None:
    with pytest.raises(LocalProtocolError, match=r"^key_size: expected one of 2048, 4096$"):
        payload(key_size=size)


@pytest.mark.parametrize("usage", [0, 2, 7])
def test_a_key_is_for_signing_or_encryption(usage: int) -> None:
    with pytest.raises(LocalProtocolError, match=r"^key_usage: "):
        payload(key_usage=usage)


@pytest.mark.parametrize("name", ["retries", "retry_delay"])
def test_counts_are_not_negative(name: str) -> None:
    negative: dict[str, Any] = {name: -1}
    with pytest.raises(LocalProtocolError, match=rf"^{name}: expected zero or more$"):
        payload(**negative)


def test_plain_http_needs_the_fingerprint() -> None:
    """Whoever sits in between would pose as the CA and read the challenge."""
    with pytest.raises(LocalProtocolError, match=r"together with ca_fingerprint$"):
        payload("http://mdm.example.com/scep")
    assert (
        "http://scep.example.com/certsrv/mscep/mscep.dll"
        == (inner("http://scep.example.com/certsrv/mscep/mscep.dll", ca_fingerprint=SHA1)["URL"])
    )


@pytest.mark.parametrize("url", ["", "ftp://x", "https://", "http://a b", "http://u@x/", "//x"])
def test_an_address_that_no_device_takes_is_refused(url: str) -> None:
    with pytest.raises(LocalProtocolError, match=r"^url: expected "):
        payload(url, ca_fingerprint=SHA1)


def test_every_key_is_one_of_apples() -> None:
    yaml = pytest.importorskip("yaml", reason="PyYAML reads the schema files")
    path = shared("apple-device-management/mdm/profiles/com.apple.security.scep.yaml")
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    keys = {key["key"]: key for key in document["payloadkeys"][0]["subkeys"]}
    every = inner(ca_fingerprint=SHA1, name="devices", retries=1, retry_delay=1)
    assert set() == every.keys() - keys.keys()
    types = {"<string>": str, "<integer>": int, "<boolean>": bool, "<data>": bytes, "<array>": list}
    assert [] == [name for name, value in every.items() if type(value) is not types[keys[name]["type"]]]
    assert {"2048", "4096"} <= {str(size) for size in keys["Keysize"]["rangelist"]}
