"""Good inputs: signatures and envelopes in all shapes, ours, OpenSSL's if asked for, and captured ones."""

from __future__ import annotations

import functools
import itertools
import os
import plistlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pymdm.crypto import cms
from pymdm.crypto.envelope import Cipher, encrypt_enveloped
from tests.fuzz.keys import NOW, certified, ec_key, rsa_key, zeros
from tests.support import SHARED
from tests.unit.crypto.cms import forge

__all__ = ["BODY", "captured", "enveloped", "profile", "signed", "signers"]

BODY = plistlib.dumps({"Status": "Idle", "UDID": "66ADE930-5FDF-5EC4-8429-15640684C489"})

#: Set by `make fuzz`: tests without an outside tool must not depend on whether it is here.
OPENSSL = "PYMDM_FUZZ_OPENSSL"


@functools.cache
def signers() -> tuple[cms.PrivateKeySigner, ...]:
    """RSA, P-256, P-384, and RSA with a key identifier in its certificate."""
    keys = (rsa_key(1), ec_key(), ec_key(ec.SECP384R1))
    return *map(certified, keys), _with_key_identifier()


def _with_key_identifier() -> cms.PrivateKeySigner:
    return cms.PrivateKeySigner(certificate=forge.certificate(rsa_key(1)), key=rsa_key(1))


@functools.cache
def signed(content: bytes = BODY) -> tuple[bytes, ...]:
    """One of each shape."""
    rsa_signer, p256, p384, named = signers()
    shapes = [
        cms.Shape(attributes=attributes, digest=digest, encoding=encoding, detached=detached)
        for attributes, digest, encoding, detached in itertools.product(
            (True, False), ("sha1", "sha256"), ("ber", "der"), (True, False)
        )
    ]
    made = [cms.sign(content, rsa_signer, shape=shape) for shape in shapes]
    made += [
        cms.sign(content, who, shape=cms.Shape(digest="sha384"), signing_time=NOW) for who in (p256, p384)
    ]
    made += [cms.sign(content, named, shape=cms.Shape(named_by="key", rsa_padding="pss"))]
    made += [
        cms.sign(content, named, shape=cms.Shape(rsa_name="rsaEncryption"), certificates=_certificates())
    ]
    return *made, *(_openssl_signed(content) if content is BODY else ())


def _certificates() -> tuple[bytes, ...]:
    return tuple(signer.certificate for signer in signers())


@functools.cache
def enveloped(content: bytes, recipient: bytes) -> tuple[bytes, ...]:
    """With each cipher that is written."""
    ciphers = (Cipher.AES_128_CBC, Cipher.AES_192_CBC, Cipher.AES_256_CBC, Cipher.TRIPLE_DES_CBC)
    made = [encrypt_enveloped(content, recipient=recipient, random=zeros, cipher=each) for each in ciphers]
    return *made, *_openssl_enveloped(content, recipient)


def profile() -> bytes:
    """A profile with one payload."""
    payload = {
        "PayloadType": "com.apple.wifi.managed",
        "PayloadVersion": 1,
        "PayloadIdentifier": "example.wifi",
        "PayloadUUID": "8F1C7B5A-0000-4000-8000-000000000001",
        "SSID_STR": "Example & Söhne",
        "Password": "secret",
    }
    whole = {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": "example",
        "PayloadUUID": "8F1C7B5A-0000-4000-8000-000000000002",
        "PayloadScope": "System",
        "ConsentText": {"default": "Really?"},
        "PayloadContent": [payload],
    }
    return plistlib.dumps(whole, sort_keys=False)


def captured(*paths: str) -> tuple[bytes, ...]:
    """Real inputs, where they are beside the checkout."""
    found = [SHARED / "vectors" / path for path in paths]
    return tuple(path.read_bytes() for path in found if path.exists())


def _openssl_signed(content: bytes) -> tuple[bytes, ...]:
    usual = ("-sign", "-binary", "-outform", "DER", "-signer", "cert.pem", "-inkey", "key.pem")
    styles = (
        ("-noattr", "-md", "sha1", "-stream"),
        ("-noattr", "-md", "sha1", "-stream", "-nodetach"),
        ("-md", "sha256", "-nodetach"),
        ("-md", "sha512", "-nodetach", "-stream", "-keyid"),
        ("-md", "sha256", "-keyopt", "rsa_padding_mode:pss"),
        ("-md", "sha384", "-nosmimecap"),
    )
    return _openssl(content, [(*usual, *style) for style in styles], _with_key_identifier())


def _openssl_enveloped(content: bytes, recipient: bytes) -> tuple[bytes, ...]:
    usual = ("-encrypt", "-binary", "-outform", "DER")
    to, oaep = ("-recip", "cert.pem"), ("-keyopt", "rsa_padding_mode:oaep")
    styles = (
        ("-aes128", "-stream", *to),
        ("-aes256", *to, *oaep),
        ("-des3", "-stream", *to),
        ("-aes192", *to),
    )
    who = cms.PrivateKeySigner(certificate=recipient, key=rsa_key(1))
    return _openssl(content, [(*usual, *style) for style in styles], who)


@functools.cache
def _program() -> str | None:
    if not os.environ.get(OPENSSL):
        return None
    found = shutil.which("openssl")
    if found is None:
        sys.stderr.write("fuzz: no openssl here, so that pymdm alone makes the good inputs\n")
    return found


def _openssl(content: bytes, commands: list[tuple[str, ...]], who: cms.PrivateKeySigner) -> tuple[bytes, ...]:
    program = _program()
    if program is None:
        return ()
    pem, pkcs8, clear = (
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    made = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "key.pem").write_bytes(who.key.private_bytes(pem, pkcs8, clear))
        (folder / "cert.der").write_bytes(who.certificate)
        (folder / "content").write_bytes(content)
        x509 = [program, "x509", "-inform", "DER", "-in", "cert.der", "-out", "cert.pem"]
        subprocess.run(x509, cwd=folder, check=True)
        for command in commands:
            line = [program, "cms", *command, "-in", "content", "-out", "out"]
            subprocess.run(line, cwd=folder, check=True, capture_output=True)
            made.append((folder / "out").read_bytes())
    return tuple(made)
