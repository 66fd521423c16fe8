"""Payloads that only one device reads, and that nothing else of a profile is lost or hidden."""

from __future__ import annotations

import plistlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from pymdm.crypto.envelope import MAX_ENVELOPED, Cipher, EnvelopedData, encrypt_enveloped
from pymdm.crypto.envelope import _decrypt as decrypt_module
from pymdm.enroll import decrypt_profile, encrypt_profile, sign_profile
from pymdm.enroll.encrypted_profile import is_encrypted
from pymdm.errors import DecodeError, LocalProtocolError
from pymdm.protocol import Profile
from tests.unit.crypto.certs import basic, ec_key, purposes, rsa_key, usage
from tests.unit.crypto.envelope.enveloping import Parts
from tests.unit.enroll.profiles import (
    CA,
    CLIP,
    DEVICE,
    OTHER_DEVICE,
    PLAIN,
    SECRET,
    SIGNER,
    WIFI,
    document,
    written,
)

UNDECRYPTABLE = "expected content encrypted to this certificate's key; it cannot be decrypted"


# `cryptography` makes no key that is this short, and reads it.
SHORT = type(
    "Short", (), {"public_key": lambda _: rsa.RSAPublicNumbers(65537, (1 << 959) + 1).public_key()}
)()


def dice(size: int) -> bytes:
    return bytes(at % 251 + 1 for at in range(size))


def encrypted(profile: bytes = PLAIN, **how: Any) -> bytes:
    return encrypt_profile(profile, **({"recipient": DEVICE, "random": dice} | how))


def opened(data: bytes, certificate: bytes = DEVICE, key: Any = None) -> bytes:
    return decrypt_profile(data, certificate=certificate, key=key or rsa_key(1))


def with_envelope(envelope: bytes) -> bytes:
    return written(PayloadContent=None, IsEncrypted=True, EncryptedPayloadContent=envelope)


def with_content(content: bytes) -> bytes:
    return with_envelope(encrypt_enveloped(content, recipient=DEVICE, random=dice))


def refusal(data: bytes, certificate: bytes = DEVICE, key: Any = None) -> str:
    with pytest.raises(DecodeError) as caught:
        opened(data, certificate, key)
    return str(caught.value)


def test_the_payloads_alone_are_encrypted_in_their_place() -> None:
    made = plistlib.loads(encrypted())
    envelope = made["EncryptedPayloadContent"]

    assert document(PayloadContent=None) == {
        key: value for key, value in made.items() if "crypted" not in key
    }
    assert made["IsEncrypted"] is True
    assert ["PayloadUUID", "IsEncrypted", "EncryptedPayloadContent", "PayloadDisplayName"] == list(made)[3:7]
    assert Cipher.AES_256_CBC is EnvelopedData.read(envelope).cipher
    assert SECRET.encode() not in encrypted()
    assert b"Office" in encrypted()


def test_what_is_in_the_envelope_is_an_array_for_itself() -> None:
    envelope = plistlib.loads(encrypted())["EncryptedPayloadContent"]
    inside = decrypt_module.decrypt_enveloped(envelope, certificate=DEVICE, key=rsa_key(1))

    assert [WIFI, CLIP] == plistlib.loads(inside)


@pytest.mark.parametrize("cipher", [None, Cipher.AES_128_CBC, Cipher.AES_192_CBC, Cipher.TRIPLE_DES_CBC])
def test_its_recipient_gets_every_key_back_in_order(cipher: Cipher | None) -> None:
    back = plistlib.loads(opened(encrypted(cipher=cipher)))

    assert document() == back
    assert list(document()) == list(back)


def test_a_binary_profile_is_encrypted_as_well() -> None:
    binary = plistlib.dumps(document(), fmt=plistlib.FMT_BINARY)

    assert document() == plistlib.loads(opened(encrypted(binary)))


def test_an_encrypted_profile_that_is_read_and_written_stays_what_it_is() -> None:
    made = encrypted()
    profile = Profile.decode(made)

    assert is_encrypted(profile)
    assert not is_encrypted(Profile.decode(PLAIN))
    assert plistlib.loads(made) == plistlib.loads(profile.encode())


def test_profiles_larger_than_a_message_of_a_device_are_opened() -> None:
    big = written({**WIFI, "Icon": bytes(MAX_ENVELOPED)})

    assert plistlib.loads(big) == plistlib.loads(opened(encrypted(big)))


def test_the_marks_of_others_are_taken_as_they_are() -> None:
    """Peers leave out IsEncrypted, and write an empty list of payloads beside the encrypted ones."""
    envelope = plistlib.loads(encrypted())["EncryptedPayloadContent"]

    for changes in ({"PayloadContent": None}, {"PayloadContent": []}):
        bare = written(**changes, EncryptedPayloadContent=envelope)
        assert [WIFI, CLIP] == plistlib.loads(opened(bare))["PayloadContent"]


@pytest.mark.parametrize("content", [PLAIN, sign_profile(PLAIN, signer=SIGNER)])
def test_a_whole_profile_in_an_envelope_is_read(content: bytes) -> None:
    assert content == opened(encrypt_enveloped(content, recipient=DEVICE, random=dice))


# --- refusals


@pytest.mark.parametrize(
    ("profile", "error", "told"),
    [
        (sign_profile(PLAIN, signer=SIGNER), LocalProtocolError, "encrypt first, then sign"),
        (with_envelope(b"x"), LocalProtocolError, "not encrypted yet"),
        (written(PayloadContent=[]), LocalProtocolError, "at least one payload"),
        (written(PayloadContent=None), LocalProtocolError, "at least one payload"),
        (written(PayloadContent={"URL": "https://example.com"}), LocalProtocolError, "at least one payload"),
        (written({**WIFI, "Icon": bytes(4 << 20)}), LocalProtocolError, "at most 4194304 bytes"),
        (plistlib.dumps({"Status": "Idle"}), DecodeError, "PayloadType"),
        (plistlib.dumps([WIFI]), DecodeError, "a dictionary"),
    ],
)
def test_only_payloads_in_clear_are_encrypted(profile: bytes, error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        encrypted(profile)


def issued(key: Any, *extensions: dict[str, Any]) -> bytes:
    return CA.issue(key, subject="device", extensions=extensions)


@pytest.mark.parametrize(
    ("certificate", "told"),
    [
        (lambda: issued(ec_key(1), usage("digital_signature")), "needs an RSA key; nothing can be encrypted"),
        (lambda: issued(rsa_key(1), usage("digital_signature")), "lacks keyEncipherment"),
        (lambda: issued(rsa_key(1), basic(True), usage("key_encipherment")), "is a CA's"),
        (lambda: CA.der, "lacks keyEncipherment|is a CA's"),
        (lambda: issued(SHORT), "1024 bits or more"),
        (lambda: b"nothing", "not one X.509 certificate"),
    ],
)
def test_a_certificate_to_which_nothing_can_be_encrypted_is_refused(certificate: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        encrypted(recipient=certificate())


def test_old_devices_and_identities_without_restrictions_are_encrypted_to() -> None:
    for key, extensions in ((rsa_key(0, 1024), ()), (rsa_key(1), (purposes("client_auth"),))):
        certificate = issued(key, *extensions)
        assert document() == plistlib.loads(opened(encrypted(recipient=certificate), certificate, key))


def test_single_des_is_not_written() -> None:
    with pytest.raises(ValueError, match="single DES"):
        encrypted(cipher=Cipher.DES_CBC)


# --- hostile


def test_another_recipient_gets_nothing() -> None:
    """T33: who has another key learns that; who is named and has none, learns as little as anybody."""
    made = encrypted()

    assert "it is for another one" in refusal(made, OTHER_DEVICE, rsa_key(2))
    assert UNDECRYPTABLE == refusal(made, DEVICE, rsa_key(2))


def wrong_padding() -> bytes:
    parts = Parts.right(DEVICE, rsa_key(1), content=b"x" * 40)
    parts.content = parts.content[:-1] + bytes((parts.content[-1] ^ 1,))
    return parts.encode()


def wrong_key() -> bytes:
    return Parts.right(DEVICE, rsa_key(1), content_key=bytes(3)).encode()


@pytest.mark.parametrize(
    "made",
    [
        lambda: with_envelope(wrong_padding()),
        lambda: with_envelope(wrong_key()),
        lambda: with_content(b"nonsense"),
        lambda: with_content(plistlib.dumps({"a": "dictionary"})),
        lambda: with_content(plistlib.dumps([])),
        lambda: with_content(plistlib.dumps(["payload"])),
        lambda: with_content(plistlib.dumps([{"PayloadType": "x"}])),
        lambda: encrypt_enveloped(b"nonsense", recipient=DEVICE, random=dice),
        lambda: encrypt_enveloped(b"\x30\x03\x02\x01\x00", recipient=DEVICE, random=dice),
        lambda: encrypt_enveloped(plistlib.dumps({"Status": "Idle"}), recipient=DEVICE, random=dice),
        wrong_padding,
    ],
)
def test_one_text_for_everything_that_goes_wrong_inside(made: Any) -> None:
    """T33: nonsense inside and a key that is wrong are told alike, so that trying teaches nothing."""
    assert UNDECRYPTABLE == refusal(made())


def test_payloads_in_clear_beside_encrypted_ones_are_refused() -> None:
    """Which of them would a device install?"""
    envelope = plistlib.loads(encrypted())["EncryptedPayloadContent"]

    assert "PayloadContent: expected no payloads in clear" in refusal(
        written(CLIP, EncryptedPayloadContent=envelope)
    )


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (PLAIN, "EncryptedPayloadContent: expected encrypted payloads"),
        (written(PayloadContent=None, EncryptedPayloadContent="text"), "expected encrypted payloads"),
        (with_envelope(b"x"), "expected one CMS EnvelopedData message"),
        (with_envelope(bytes((4 << 20) + 1)), "at most 4194304 bytes"),
        (plistlib.dumps([1]), "expected a dictionary"),
        (sign_profile(PLAIN, signer=SIGNER), "expected one CMS EnvelopedData message"),
    ],
)
def test_what_is_not_encrypted_is_told(data: bytes, told: str) -> None:
    assert told in refusal(data)


def test_an_ec_key_decrypts_nothing() -> None:
    with pytest.raises(ValueError, match="needs an RSA key"):
        opened(encrypted(), DEVICE, ec_key(1))
