"""Key pairs, tokens and files of tokens for the tests of them; RSA keys are shared by the whole run."""

from __future__ import annotations

import re
from base64 import encodebytes
from datetime import datetime, timedelta

import pytest

from pymdm.crypto import Secret
from pymdm.crypto.envelope import Cipher, encrypt_enveloped
from pymdm.dep.tokens import ServerToken, TokenKeyPair
from pymdm.errors import PymdmError
from pymdm.testing import server_token_file
from tests.unit.crypto.certs import NOW, rsa_key

OURS = TokenKeyPair.create(now=NOW, key=rsa_key(30), serial=1)
NEXT = TokenKeyPair.create(now=NOW, key=rsa_key(31), serial=2)
OTHER = TokenKeyPair.create(now=NOW, key=rsa_key(32), serial=3)
END = NOW + timedelta(days=365)
SECRETS = ("CS_canary_1", "AT_canary_2", "AS_canary_3")
JSON = (
    b'{"consumer_key":"CK_1","consumer_secret":"CS_canary_1","access_token":"AT_canary_2",'
    b'"access_secret":"AS_canary_3","access_token_expiry":"2025-06-01T12:00:00Z"}'
)
HEAD = (
    b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\nContent-Transfer-Encoding: base64\n\n"
)


def token(consumer_key: str = "CK_1", *, ends: datetime = END) -> ServerToken:
    return ServerToken(
        consumer_key=consumer_key,
        consumer_secret=Secret(SECRETS[0]),
        access_token=Secret(SECRETS[1]),
        access_secret=Secret(SECRETS[2]),
        access_token_expiry=ends,
    )


def p7m(pair: TokenKeyPair = OURS, found: ServerToken | None = None) -> bytes:
    return server_token_file(found or token(), pair.certificate)


def envelope(content: bytes, pair: TokenKeyPair = OURS, cipher: Cipher = Cipher.AES_128_CBC) -> bytes:
    """CMS around anything, DER."""
    return encrypt_enveloped(content, recipient=pair.certificate, random=bytes, cipher=cipher)


def mime(der: bytes) -> bytes:
    return HEAD + encodebytes(der)


def refusal(data: bytes, pair: TokenKeyPair = OURS) -> str:
    """Why a file is no token for a pair: one line, with no trace of a secret (T65)."""
    with pytest.raises(PymdmError) as caught:
        ServerToken.decrypt(data, key=pair.key, certificate=pair.certificate)
    text = str(caught.value)
    assert re.fullmatch(r"expected [^\n]*[^.\n]", text)
    assert "canary" not in text
    return text
