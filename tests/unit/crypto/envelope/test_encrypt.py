from __future__ import annotations

import pytest
from asn1crypto import cms as asn1_cms
from cryptography.hazmat.primitives.asymmetric import padding

from pymdm.crypto.envelope import STRONG_CIPHERS, Cipher, decrypt_enveloped, encrypt_enveloped
from tests.unit.crypto.cms import forge
from tests.unit.crypto.cms.forge import rsa_key, rsa_signer

OURS = rsa_signer(40)
ASKED: list[int] = []


def dice(size: int) -> bytes:
    """Unpredictable enough for a test, and different for key and vector."""
    ASKED.append(size)
    return bytes((len(ASKED) * 7 + at) % 256 for at in range(size))


@pytest.mark.parametrize(
    "cipher", sorted(STRONG_CIPHERS, key=lambda cipher: cipher.value), ids=lambda c: c.value
)
@pytest.mark.parametrize("content", [b"", bytes(15), bytes(16), bytes(70_0)], ids=len)
def test_what_is_encrypted_is_decrypted(cipher: Cipher, content: bytes) -> None:
    made = encrypt_enveloped(content, recipient=OURS.certificate, random=dice, cipher=cipher)

    assert content == decrypt_enveloped(made, certificate=OURS.certificate, key=OURS.key)


def test_another_parser_reads_it() -> None:
    ASKED.clear()
    made = encrypt_enveloped(b"content", recipient=OURS.certificate, random=dice)
    read = asn1_cms.ContentInfo.load(made, strict=True)
    (recipient,) = read["content"]["recipient_infos"]
    transport = recipient.chosen
    encrypted = read["content"]["encrypted_content_info"]

    assert "enveloped_data" == read["content_type"].native
    assert "v0" == read["content"]["version"].native
    assert "v0" == transport["version"].native
    assert forge.issuer_and_serial(OURS.certificate) == transport["rid"].chosen.dump()
    assert "rsaes_pkcs1v15" == transport["key_encryption_algorithm"]["algorithm"].native
    assert "aes256_cbc" == encrypted["content_encryption_algorithm"]["algorithm"].native
    assert "data" == encrypted["content_type"].native
    assert [32, 16] == ASKED
    key = rsa_key(40).decrypt(transport["encrypted_key"].native, padding.PKCS1v15())
    assert key != encrypted["content_encryption_algorithm"]["parameters"].native.ljust(32)
    assert 32 == len(key)


def test_key_and_vector_come_from_the_caller_s_dice() -> None:
    first = encrypt_enveloped(b"content", recipient=OURS.certificate, random=bytes)
    read = asn1_cms.ContentInfo.load(first)["content"]

    assert bytes(16) == read["encrypted_content_info"]["content_encryption_algorithm"]["parameters"].native
    wrapped = read["recipient_infos"][0].chosen["encrypted_key"].native
    assert bytes(32) == rsa_key(40).decrypt(wrapped, padding.PKCS1v15())


def test_single_des_is_not_written() -> None:
    with pytest.raises(ValueError, match="only read, never written"):
        encrypt_enveloped(b"", recipient=OURS.certificate, random=dice, cipher=Cipher.DES_CBC)


@pytest.mark.parametrize(
    ("certificate", "text"),
    [
        (forge.ec_signer().certificate, "needs an RSA key; nothing can be encrypted to an EC key"),
        (b"nonsense", "or the key in it, cannot be read"),
    ],
)
def test_a_recipient_without_an_rsa_key_is_refused(certificate: bytes, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        encrypt_enveloped(b"", recipient=certificate, random=dice)
