"""Making envelopes of every kind, right and wrong ones.

``Parts`` holds an EnvelopedData in pieces.  It starts out right; a test replaces a piece and encodes it
again.  Nothing of pymdm is used to encode, so that one mistake cannot hide another.
"""

from __future__ import annotations

import attrs
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher as Engine
from cryptography.hazmat.primitives.ciphers import algorithms, modes

from tests.unit.crypto.cms import forge
from tests.unit.crypto.cms.forge import DATA, NULL, seq, set_of, tlv

ENVELOPED_DATA = bytes.fromhex("06092a864886f70d010703")
RSA_ENCRYPTION = bytes.fromhex("06092a864886f70d010101")
CIPHERS = {
    "aes128": (bytes.fromhex("0609608648016503040102"), 16, 16),
    "aes192": (bytes.fromhex("0609608648016503040116"), 24, 16),
    "aes256": (bytes.fromhex("060960864801650304012a"), 32, 16),
    "3des": (bytes.fromhex("06082a864886f70d0307"), 24, 8),
    "des": (bytes.fromhex("06052b0e030207"), 8, 8),
}
CONTENT = b"what only one may read, and a little more than two blocks of it"
KEY = bytes(range(1, 33))
VECTOR = bytes(range(101, 117))


def encrypted(content: bytes, cipher: str, key: bytes, *, pad: bool = True) -> bytes:
    _, _, block = CIPHERS[cipher]
    padded = content + bytes((block - len(content) % block,)) * (block - len(content) % block)
    algorithm = algorithms.AES(key) if cipher.startswith("aes") else TripleDES(key * (24 // len(key)))
    engine = Engine(algorithm, modes.CBC(VECTOR[:block])).encryptor()
    return engine.update(padded if pad else content) + engine.finalize()


def recipient(
    certificate: bytes,
    encrypted_key: bytes,
    *,
    version: bytes = tlv(0x02, b"\x00"),
    name: bytes | None = None,
    algorithm: bytes = seq(RSA_ENCRYPTION, NULL),
    indefinite: bool = False,
) -> bytes:
    """One KeyTransRecipientInfo."""
    who = forge.issuer_and_serial(certificate) if name is None else name
    return tlv(0x30, version, who, algorithm, tlv(0x04, encrypted_key), indefinite=indefinite)


@attrs.define(kw_only=True)
class Parts:
    """An EnvelopedData message in pieces; all are complete elements unless said otherwise."""

    outer_type: bytes = ENVELOPED_DATA
    version: bytes = tlv(0x02, b"\x00")
    originator: bytes = b""
    recipients: list[bytes]
    recipients_element: bytes | None = None  # in place of recipients
    content_type: bytes = DATA
    algorithm: bytes
    content: bytes  # encrypted, not an element
    content_element: bytes | None = None  # in place of content
    unprotected: bytes = b""
    indefinite: bool = False

    @classmethod
    def right(
        cls,
        certificate: bytes,
        key: rsa.RSAPrivateKey,
        *,
        cipher: str = "aes128",
        content: bytes = CONTENT,
        content_key: bytes | None = None,
        transport: padding.AsymmetricPadding | None = None,
    ) -> Parts:
        oid, size, block = CIPHERS[cipher]
        real = KEY[:size]
        sent = real if content_key is None else content_key
        wrapped = key.public_key().encrypt(sent, transport or padding.PKCS1v15())
        return cls(
            recipients=[recipient(certificate, wrapped)],
            algorithm=seq(oid, tlv(0x04, VECTOR[:block])),
            content=encrypted(content, cipher, real),
        )

    def encode(self) -> bytes:
        def layer(tag: int, *parts: bytes) -> bytes:
            return tlv(tag, *parts, indefinite=self.indefinite)

        content = self.content_element
        if content is None:
            content = tlv(0x80, self.content)
        recipients = self.recipients_element
        if recipients is None:
            recipients = layer(0x31, *self.recipients)
        inside = layer(
            0x30,
            self.version,
            self.originator,
            recipients,
            layer(0x30, self.content_type, self.algorithm, content),
            self.unprotected,
        )
        return layer(0x30, self.outer_type, layer(0xA0, inside))


def pieces(content: bytes, *, indefinite: bool, size: int = 10) -> bytes:
    """The encrypted content as a constructed string tagged [0]."""
    parts = (tlv(0x04, content[at : at + size]) for at in range(0, len(content), size))
    return tlv(0xA0, *parts, indefinite=indefinite)


__all__ = ["CIPHERS", "CONTENT", "KEY", "VECTOR", "Parts", "encrypted", "pieces", "recipient", "set_of"]
