"""Envelopes: one text for whatever does not decrypt, and nothing else comes out; server tokens among them."""

from __future__ import annotations

from base64 import encodebytes

from pymdm.cli._inspect_file import inspect
from pymdm.cli._inspect_report import Inquiry
from pymdm.crypto.envelope import EVERY_CIPHER, EnvelopedData, decrypt_enveloped
from pymdm.crypto.recognize import describe_enveloped
from tests.fuzz.corpus import captured, enveloped, profile
from tests.fuzz.keys import NOW, certified, rsa_key
from tests.fuzz.mutate import any_of, changed_text
from tests.fuzz.readers import Reader, Readers, der_or_bytes

OWNER = certified(rsa_key(1))
TOKEN = b'{"consumer_key":"CK_75b2","access_token_expiry":"2026-01-17T11:02:21Z"}'
INNER = (
    b"Content-Type: text/plain;charset=UTF-8\r\n\r\n-----BEGIN MESSAGE-----\n"
    + TOKEN
    + b"\n-----END MESSAGE-----\n"
)
HEAD = (
    b'Content-Type: application/pkcs7-mime; name="smime.p7m"; smime-type=enveloped-data\r\n'
    b"Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\n"
)


def _seeds() -> tuple[bytes, ...]:
    return *enveloped(INNER, OWNER.certificate), *enveloped(profile(), OWNER.certificate)


def _tokens() -> tuple[bytes, ...]:
    own = tuple(HEAD + encodebytes(data) for data in enveloped(INNER, OWNER.certificate))
    return *own, *captured("dep/apple-mdm-client-tests-1-server-token.p7m")


def _decrypt(data: bytes) -> object:
    return decrypt_enveloped(data, certificate=OWNER.certificate, key=OWNER.key, ciphers=EVERY_CIPHER)


def _read(data: bytes) -> object:
    return EnvelopedData.read(data).recipient(OWNER.certificate)


def _token(data: bytes) -> object:
    return inspect(data, Inquiry(now=NOW)).as_json()


_PIECES = (
    b"\n",
    b"\r\n\r\n",
    b"pkcs7-mime",
    b"base64",
    b":",
    b"=",
    b"Content-Type: text/plain",
    b"\0",
    b"MIAG",
    b";",
)
_TARGET = Readers(
    {
        "decrypt": Reader(seeds=_seeds, read=_decrypt),
        "parts": Reader(seeds=_seeds, read=_read),
        "facts": Reader(seeds=_seeds, read=describe_enveloped),
        "server token": Reader(
            seeds=_tokens, read=_token, change=any_of(changed_text(*_PIECES), der_or_bytes)
        ),
    }
)
make, check, dump, load, tell = _TARGET.make, _TARGET.check, _TARGET.dump, _TARGET.load, _TARGET.tell
