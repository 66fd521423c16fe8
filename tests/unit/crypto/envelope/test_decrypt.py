"""Which envelopes open, and that the others tell nothing."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from pymdm.crypto.envelope import EVERY_CIPHER, STRONG_CIPHERS, Cipher, decrypt_enveloped
from pymdm.crypto.envelope import _decrypt as decrypt_module
from pymdm.errors import DecodeError
from tests.unit.crypto.cms import forge
from tests.unit.crypto.cms.forge import DIGESTS, NULL, key_identifier, rsa_key, rsa_signer, seq, tlv
from tests.unit.crypto.envelope.enveloping import CIPHERS, CONTENT, KEY, Parts, encrypted, pieces, recipient

OURS = rsa_signer(40)
OTHER = rsa_signer(41)
OAEP_OID = bytes.fromhex("06092a864886f70d010107")
MGF1 = bytes.fromhex("06092a864886f70d010108")
FAILED = "expected content encrypted to this certificate's key; it cannot be decrypted"


def right(**how: Any) -> Parts:
    return Parts.right(OURS.certificate, rsa_key(40), **how)


def opened(data: bytes, **how: Any) -> bytes:
    return decrypt_enveloped(data, **({"certificate": OURS.certificate, "key": OURS.key} | how))


def refusal(data: bytes, **how: Any) -> str:
    with pytest.raises(DecodeError) as caught:
        opened(data, **how)
    return str(caught.value)


@pytest.mark.parametrize("cipher", CIPHERS)
def test_every_cipher_opens(cipher: str) -> None:
    assert CONTENT == opened(right(cipher=cipher).encode(), ciphers=EVERY_CIPHER)


def test_single_des_opens_only_where_it_is_asked_for() -> None:
    assert "AES in CBC mode, or another accepted cipher" in refusal(right(cipher="des").encode())
    assert {Cipher.DES_CBC} == EVERY_CIPHER - STRONG_CIPHERS


def test_an_unknown_cipher_is_refused() -> None:
    parts = right()
    parts.algorithm = seq(bytes.fromhex("06082a864886f70d0302"), seq(b"\x02\x01\x3a"))  # RC2

    assert "or another accepted cipher" in refusal(parts.encode(), ciphers=EVERY_CIPHER)


@pytest.mark.parametrize("indefinite", [False, True], ids=["DER", "BER"])
@pytest.mark.parametrize("shape", ["one piece", "pieces", "pieces of open length", "empty pieces"])
def test_every_encoding_opens(indefinite: bool, shape: str) -> None:
    parts = right()
    parts.indefinite = indefinite
    if shape.startswith("pieces"):
        parts.content_element = pieces(parts.content, indefinite="open" in shape)
    elif shape == "empty pieces":
        nested = tlv(0x24, tlv(0x04, parts.content), tlv(0x04, b""))
        parts.content_element = tlv(0xA0, tlv(0x04, b""), nested)

    assert CONTENT == opened(parts.encode())


def test_what_stands_beside_the_content_does_not_matter() -> None:
    parts = right()
    parts.originator = tlv(0xA0, b"")
    parts.version = tlv(0x02, b"\x02")
    parts.unprotected = tlv(0xA1, seq())

    assert CONTENT == opened(parts.encode())


def test_a_content_of_nothing_is_a_content() -> None:
    assert b"" == opened(right(content=b"").encode())


def test_the_recipient_may_be_named_by_its_key() -> None:
    parts = right()
    wrapped = rsa_key(40).public_key().encrypt(KEY[:16], padding.PKCS1v15())
    name = key_identifier(OURS.certificate)
    parts.recipients = [recipient(OURS.certificate, wrapped, version=tlv(0x02, b"\x02"), name=name)]

    assert CONTENT == opened(parts.encode())


def test_it_is_found_among_other_recipients() -> None:
    parts = right()
    stranger = recipient(OTHER.certificate, bytes(256))
    by_key = recipient(OTHER.certificate, bytes(256), name=key_identifier(OTHER.certificate))
    agreement = [tlv(tag, seq()) for tag in (0xA1, 0xA2, 0xA3, 0xA4)]
    parts.recipients = [*agreement, stranger, by_key, *parts.recipients]

    assert CONTENT == opened(parts.encode())


def test_another_one_s_envelope_is_refused() -> None:
    assert "it is for another one" in refusal(right().encode(), certificate=OTHER.certificate)


def test_without_a_certificate_the_only_recipient_is_meant() -> None:
    parts = right()
    parts.recipients = [tlv(0xA1, seq()), *parts.recipients]

    assert CONTENT == opened(parts.encode(), certificate=None)
    assert FAILED == refusal(parts.encode(), certificate=None, key=OTHER.key)


def test_without_a_certificate_one_of_several_recipients_is_not_found_by_trying() -> None:
    parts = right()
    parts.recipients = [recipient(OTHER.certificate, bytes(256)), *parts.recipients]

    assert "encrypted to one certificate; name yours" in refusal(parts.encode(), certificate=None)
    parts.recipients = []
    assert "encrypted to one certificate; name yours" in refusal(parts.encode(), certificate=None)


def test_a_certificate_without_key_identifier_is_not_found_by_one() -> None:
    bare = forge.certificate(rsa_key(40), with_key_identifier=False)
    parts = right()
    parts.recipients = [recipient(bare, bytes(256), name=tlv(0x80, b""))]

    assert "it is for another one" in refusal(parts.encode(), certificate=bare)


def oaep(digest: str, mask: str, parameters: bytes) -> tuple[bytes, padding.OAEP]:
    names: dict[str, hashes.HashAlgorithm] = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256()}
    return seq(OAEP_OID, parameters), padding.OAEP(padding.MGF1(names[mask]), names[digest], None)


def digest_part(digest: str, null: bytes = NULL) -> bytes:
    return tlv(0xA0, seq(DIGESTS[digest], null))


def mask_part(digest: str, null: bytes = NULL) -> bytes:
    return tlv(0xA1, seq(MGF1, seq(DIGESTS[digest], null)))


@pytest.mark.parametrize(
    ("algorithm", "transport"),
    [
        oaep("sha1", "sha1", seq()),
        oaep("sha1", "sha1", seq(digest_part("sha1"), mask_part("sha1"))),
        oaep("sha256", "sha256", seq(digest_part("sha256"), mask_part("sha256"))),
        oaep("sha256", "sha256", seq(digest_part("sha256", b""), mask_part("sha256", b""))),
        oaep("sha256", "sha1", seq(digest_part("sha256"))),
        oaep("sha256", "sha1", seq(digest_part("sha256"), mask_part("sha1"))),
        oaep("sha1", "sha256", seq(mask_part("sha256"))),
        (seq(bytes.fromhex("06092a864886f70d010101")), padding.PKCS1v15()),
    ],
    ids=[
        "SHA-1 by default",
        "SHA-1",
        "SHA-256",
        "SHA-256 without NULL",
        "SHA-256, mask by default",
        "SHA-256, mask SHA-1",
        "mask SHA-256",
        "PKCS #1 without NULL",
    ],
)
def test_every_key_transport_opens(algorithm: bytes, transport: padding.AsymmetricPadding) -> None:
    parts = right()
    wrapped = rsa_key(40).public_key().encrypt(KEY[:16], transport)
    parts.recipients = [recipient(OURS.certificate, wrapped, algorithm=algorithm)]

    assert CONTENT == opened(parts.encode())


@pytest.mark.parametrize(
    "algorithm",
    [
        seq(OAEP_OID),
        seq(OAEP_OID, seq(digest_part("sha512"), mask_part("sha512"))),
        seq(OAEP_OID, seq(tlv(0xA2, seq(bytes.fromhex("06092a864886f70d010109"), tlv(0x04, b"label"))))),
        seq(bytes.fromhex("06092a864886f70d010101"), b"\x04\x00"),
    ],
    ids=["OAEP without parameters", "SHA-512", "label", "odd parameters"],
)
def test_another_key_transport_is_refused(algorithm: bytes) -> None:
    parts = right()
    parts.recipients = [recipient(OURS.certificate, bytes(256), algorithm=algorithm)]

    assert "PKCS #1 v1.5, or OAEP" in refusal(parts.encode())


# --- what a stranger may not learn (T33)


def wrapped_as(raw: bytes) -> bytes:
    """RSA without any padding: the attacker chooses the whole block."""
    numbers = rsa_key(40).public_key().public_numbers()
    return pow(int.from_bytes(raw, "big"), numbers.e, numbers.n).to_bytes(256, "big")


def block(key: bytes, *, start: bytes = b"\x00\x02", filler: int = 0xFF) -> bytes:
    return start + bytes((filler,)) * (256 - len(start) - 1 - len(key)) + b"\x00" + key


HOSTILE_KEYS = {
    "wrong start": wrapped_as(block(KEY[:16], start=b"\x00\x01")),
    "no separator": wrapped_as(block(KEY[:16], filler=0xFF)[:-17] + b"\xff" * 17),
    "zero in the filler": wrapped_as(b"\x00\x02\x01\x01\x00" + b"\xff" * 251),
    "key too short": wrapped_as(block(KEY[:8])),
    "key too long": wrapped_as(block(KEY[:32])),
    "no key at all": wrapped_as(block(b"")),
    "another key": wrapped_as(block(bytes(16))),
    "larger than the modulus": b"\xff" * 256,
    "short": b"\x01" * 16,
    "long": b"\x01" * 300,
    "nothing": b"",
}


def outcome(data: bytes) -> DecodeError | None:
    """None where the key in place of the right one happens to leave a valid padding: once in 256 times."""
    try:
        content = opened(data)
    except DecodeError as error:
        return error
    assert CONTENT != content
    return None


@pytest.mark.parametrize("cipher", ["aes128", "3des"])
def test_t33_a_wrong_content_key_fails_like_a_wrong_content(cipher: str) -> None:
    """One text, no cause attached, and the same for all: nothing to build an oracle from."""
    parts = right(cipher=cipher)
    failures = []
    for encrypted_key in HOSTILE_KEYS.values():
        parts.recipients = [recipient(OURS.certificate, encrypted_key)]
        failures.append(outcome(parts.encode()))
    errors = [error for error in failures if error is not None]

    assert len(errors) > len(HOSTILE_KEYS) // 2
    assert {FAILED} == {str(error) for error in errors}
    assert {None} == {error.__cause__ for error in errors}
    assert all(error.__suppress_context__ for error in errors)


def test_t33_a_broken_padding_of_the_content_fails_alike() -> None:
    parts = right()
    parts.content = encrypted(CONTENT[:48], "aes128", KEY[:16], pad=False)

    assert CONTENT[47] > 16
    assert FAILED == refusal(parts.encode())


@pytest.mark.parametrize("name", HOSTILE_KEYS)
def test_t33_a_content_key_that_does_not_decrypt_is_replaced_and_used(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The content is decrypted whatever became of the key, by a key that is the same every time."""
    used: list[bytes] = []
    engine = Cipher.engine

    def spy(self: Cipher, key: bytes, vector: bytes) -> Any:
        used.append(key)
        return engine(self, key, vector)

    monkeypatch.setattr(Cipher, "engine", spy)
    parts = right()
    parts.recipients = [recipient(OURS.certificate, HOSTILE_KEYS[name])]
    for _ in range(2):
        outcome(parts.encode())

    assert 2 == len(used)
    assert used[0] == used[1]
    assert 16 == len(used[0])


def test_t33_keys_in_place_of_wrong_ones_differ_and_cannot_be_foretold() -> None:
    def instead(number: int, encrypted_key: bytes) -> bytes:
        return decrypt_module._content_key(encrypted_key, rsa_key(number), padding.PKCS1v15(), 16)

    # Several: OpenSSL may make a content up instead of failing, which now and then is as long as a key.
    wrong = [number.to_bytes(256) for number in range(8)]
    ours, others = ([instead(number, encrypted) for encrypted in wrong] for number in (40, 41))
    assert len(wrong) == len(set(ours))
    assert not set(ours) & set(others)


def test_a_key_transport_that_openssl_was_built_without_fails_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    class Bare:
        key_size = 2048

        def private_numbers(self) -> rsa.RSAPrivateNumbers:
            return rsa_key(40).private_numbers()

        def decrypt(self, *arguments: object) -> bytes:
            raise UnsupportedAlgorithm("not in this build")

    found = decrypt_module._content_key(bytes(256), Bare(), padding.PKCS1v15(), 16)  # type: ignore[arg-type]

    assert 16 == len(found)


# --- what is refused before a key is touched


def test_with_an_ec_key_nothing_can_be_decrypted() -> None:
    with pytest.raises(ValueError, match="needs an RSA key"):
        opened(right().encode(), key=forge.ec_key())


def test_our_own_certificate_has_to_be_readable() -> None:
    with pytest.raises(ValueError, match="recipient's certificate cannot be read"):
        opened(right().encode(), certificate=b"nonsense")


@pytest.mark.parametrize("content", [b"", bytes(15), bytes(17)])
def test_content_that_is_no_whole_number_of_blocks_is_refused(content: bytes) -> None:
    parts = right()
    parts.content = content

    assert "whole blocks" in refusal(parts.encode())
