"""Client assertions: the keys that Apple's portal gives out, the mistakes, and the signatures."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from pymdm.crypto.jws import ES256Key
from pymdm.errors import DecodeError

KEY = ec.derive_private_key(0xC0FFEE, ec.SECP256R1())
ENCODINGS = serialization.Encoding
FORMATS = serialization.PrivateFormat


def pem(key: object = KEY, form: FORMATS = FORMATS.PKCS8, password: bytes = b"") -> bytes:
    hidden = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key.private_bytes(ENCODINGS.PEM, form, hidden)  # type: ignore[attr-defined, no-any-return]


def block(label: bytes, text: bytes) -> bytes:
    return b"-----BEGIN " + label + b"-----\n" + text + b"\n-----END " + label + b"-----\n"


def apples() -> bytes:
    """As the portal writes it: the label of SEC 1 around PKCS#8."""
    return pem().replace(b"PRIVATE KEY", b"EC PRIVATE KEY")


FILES = {
    "Apple's": apples(),
    "PKCS#8": pem(),
    "SEC 1": pem(form=FORMATS.TraditionalOpenSSL),
    "SEC 1 under the other label": pem(form=FORMATS.TraditionalOpenSSL).replace(b"EC PRIVATE", b"PRIVATE"),
    "written on Windows": b"\xef\xbb\xbf" + apples().replace(b"\n", b"\r\n"),
    "with words around it": b"Key for pymdm\n" + apples() + b"\nkeep it safe\n",
    "with its parameters": b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
    + pem(),
}


@pytest.mark.parametrize("name", FILES)
def test_key_files_are_read_whatever_their_label_says(name: str) -> None:
    assert ES256Key(KEY).fingerprint() == ES256Key.from_pem(FILES[name]).fingerprint()


def mistakes() -> dict[str, tuple[bytes, str]]:
    public = KEY.public_key().public_bytes(ENCODINGS.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    small_rsa = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return {
        "a passphrase": (pem(password=b"word"), "without passphrase"),
        "a passphrase, old": (pem(form=FORMATS.TraditionalOpenSSL, password=b"word"), "without passphrase"),
        "another curve": (pem(ec.derive_private_key(7, ec.SECP384R1())), "on the curve P-256"),
        "Ed25519": (pem(ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))), "on the curve P-256"),
        "RSA": (pem(small_rsa), "on the curve P-256"),
        "RSA, old": (pem(small_rsa, FORMATS.TraditionalOpenSSL), "found one for RSA"),
        "public": (public, "found a public key"),
        "certificate": (
            b"-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n",
            "found a certificate",
        ),
        "two": (apples() + pem(), "found several"),
        "half the text": (
            b"-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMG\n-----END PRIVATE KEY-----",
            "can be read",
        ),
        "no base64": (block(b"EC PRIVATE KEY", b"????"), "can be read"),
        "no end": (apples()[:100], "as PEM"),
        "something else": (b"{}", "as PEM"),
        "nothing": (b"", "as PEM"),
        "large": (apples() + bytes(20_000), "16384 bytes"),
    }


MISTAKES = mistakes()


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_has_one_clear_error(name: str) -> None:
    """T65: and none of them shows a part of the key."""
    file, text = MISTAKES[name]
    with pytest.raises(DecodeError, match=text) as caught:
        ES256Key.from_pem(file)

    inside = b"".join(file.splitlines()[1:2]).decode("latin-1")
    assert caught.value.__cause__ is None
    assert not inside or inside not in str(caught.value)


def parts(token: str) -> list[bytes]:
    return [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split(".")]


def test_the_signature_is_r_and_s_side_by_side_and_others_verify_it() -> None:
    """RFC 7518, section 3.4: 64 bytes and no DER, also where r or s begins with zeros."""
    key = ES256Key.from_pem(apples())
    for number in range(300):
        token = key.sign({"kid": "k"}, {"n": number})
        header, claims, signature = parts(token)
        assert {"alg": "ES256", "typ": "JWT", "kid": "k"} == json.loads(header)
        assert {"n": number} == json.loads(claims)
        assert 64 == len(signature)
        der = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
        signed = token.rpartition(".")[0].encode()
        KEY.public_key().verify(der, signed, ec.ECDSA(hashes.SHA256()))
        assert "=" not in token


def test_a_key_does_not_show_itself() -> None:
    """T65."""
    assert "ES256Key(hidden)" == repr(ES256Key.from_pem(apples()))
