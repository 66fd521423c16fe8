"""Server tokens: from the downloaded file to the token, one family of errors and none with a secret in it."""

from __future__ import annotations

import json
from base64 import encodebytes

from pymdm.crypto.envelope import encrypt_enveloped
from pymdm.crypto.secret import Secret
from pymdm.dep.tokens import ServerToken, TokenKeyPair, TokenKeys
from pymdm.dep.tokens._file import envelope_in, json_in
from pymdm.dep.tokens.token import UNREADABLE
from pymdm.errors import DecodeError
from pymdm.testing.server_tokens import server_token_file, server_token_text
from tests.fuzz.corpus import captured, enveloped
from tests.fuzz.keys import NOW, certified, rsa_key, zeros
from tests.fuzz.mutate import any_of, changed_text
from tests.fuzz.readers import Reader, Readers, der_or_bytes

OWNER = certified(rsa_key(1))
TOKEN = ServerToken(
    consumer_key="CK_75b2",
    consumer_secret=Secret("CS_canary"),
    access_token=Secret("AT_canary"),
    access_secret=Secret("AS_canary"),
    access_token_expiry=NOW,
    extra={"server_name": "Zoë"},
)
TEXT = server_token_text(TOKEN)


def _files() -> tuple[bytes, ...]:
    own = server_token_file(TOKEN, OWNER.certificate, random=zeros)
    ders = enveloped(TEXT, OWNER.certificate)
    pem = b"-----BEGIN PKCS7-----\n" + encodebytes(ders[0]) + b"-----END PKCS7-----\n"
    real = captured("dep/apple-mdm-client-tests-1-server-token.p7m")
    return own, own.replace(b"\n", b"\r\n"), *ders, encodebytes(ders[0]), pem, *real


def _texts() -> tuple[bytes, ...]:
    mark, line = b"-----BEGIN MESSAGE-----\n", TOKEN.to_json()
    head = b"Content-Transfer-Encoding: "
    return (
        TEXT,
        line,
        TEXT.replace(b"\r\n", b"\n"),
        head + b"base64\n\n" + encodebytes(mark + line + b"-----END MESSAGE-----\n"),
        head + b"quoted-printable\n\n" + TEXT.split(b"\r\n\r\n")[1].replace(b"=", b"=3D"),
    )


def _one_line(text: str) -> None:
    assert "canary" not in text, "a secret in an error"
    assert "\n" not in text


def _open(data: bytes) -> ServerToken:
    """One text once it is a matter of the content key, whatever was done to the file."""
    try:
        return ServerToken.decrypt(data, key=OWNER.key, certificate=OWNER.certificate)
    except DecodeError as error:
        _one_line(str(error))
        if "cannot be decrypted" in str(error):
            raise AssertionError("a second text for what does not decrypt") from error
        raise


def _inside(data: bytes) -> ServerToken:
    """What is encrypted: it opens, or has the answer of what does not decrypt."""
    sealed = encrypt_enveloped(data, recipient=OWNER.certificate, random=zeros)
    try:
        found = ServerToken.decrypt(sealed, key=OWNER.key, certificate=OWNER.certificate)
    except DecodeError as error:
        # A content of more than 60 KB is too long for an envelope as a whole.
        if str(error) != UNREADABLE and len(data) < 60_000:
            raise AssertionError("another text for what is no token") from error
        raise
    assert found == ServerToken.from_json(found.to_json())
    return found


def _json(data: bytes) -> ServerToken:
    try:
        found = ServerToken.from_json(data)
    except DecodeError as error:
        _one_line(str(error))
        raise
    # What was changed may have made a secret of one name the value of another.
    assert "canary" not in repr(found).replace(found.consumer_key, "")
    assert found == ServerToken.from_json(found.to_json())
    found.expiry_warning(NOW)
    return found


def _keys() -> tuple[bytes, ...]:
    pair = TokenKeyPair(certificate=OWNER.certificate, key=rsa_key(1))
    return TokenKeys(staged=pair).to_json(), json.dumps({"format": "pymdm-dep-keys-1"}).encode()


_PIECES = (
    b"\n",
    b"\r\n\r\n",
    b"Content-Transfer-Encoding: base64\n",
    b"quoted-printable",
    b"pkcs7",
    b":",
    b"=",
    b"-----BEGIN MESSAGE-----",
    b"-----END MESSAGE-----",
    b"-----BEGIN CMS-----",
    b"\0",
    b"MIAG",
    b"{",
    b'"',
    b'"consumer_key":',
    b"NaN",
    b"1e999",
    b"\\ud83d",
    b"9999-12-31T23:59:59-12:00",
)
_text = changed_text(*_PIECES)
_TARGET = Readers(
    {
        "file": Reader(seeds=_files, read=_open, change=any_of(_text, _text, der_or_bytes)),
        "wrapping": Reader(seeds=_files, read=envelope_in, change=any_of(_text, der_or_bytes)),
        "text": Reader(seeds=_texts, read=json_in, change=_text),
        "inside": Reader(seeds=_texts, read=_inside, change=_text),
        "json": Reader(seeds=lambda: (TOKEN.to_json(),), read=_json, change=_text),
        "keys": Reader(seeds=_keys, read=TokenKeys.from_json, also=(ValueError,), change=_text),
    }
)
make, check, dump, load, tell = _TARGET.make, _TARGET.check, _TARGET.dump, _TARGET.load, _TARGET.tell
