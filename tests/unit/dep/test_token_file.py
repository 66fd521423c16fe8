"""The file that Apple's portal gives out: every wrapping is taken off, each mistake has one clear error."""

from __future__ import annotations

import binascii
from base64 import b64encode, encodebytes
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import serialization

from pymdm.crypto import cms
from pymdm.crypto.envelope import STRONG_CIPHERS, Cipher
from pymdm.crypto.self_signed import certificate_to_pem, pair_to_pem
from pymdm.dep.tokens import ServerToken
from pymdm.dep.tokens._file import MAX_FILE
from pymdm.dep.tokens.token import OTHER_CERTIFICATE, UNREADABLE
from pymdm.errors import DecodeError
from pymdm.testing.server_tokens import server_token_text
from tests.support import shared
from tests.unit.crypto.certs import ec_key, rsa_key
from tests.unit.dep.token_files import JSON, NEXT, OTHER, OURS, envelope, mime, p7m, refusal, token

DER = envelope(server_token_text(token()))
DAMAGED = "whole; this one is cut short or damaged: download it once more"
MARKED = b"-----BEGIN MESSAGE-----\n" + JSON + b"\n-----END MESSAGE-----\n"


def read(data: bytes) -> ServerToken:
    return ServerToken.decrypt(data, key=OURS.key, certificate=OURS.certificate)


# --- around the encryption


def crlf(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def pem(label: bytes, data: bytes = DER) -> bytes:
    return b"-----BEGIN " + label + b"-----\n" + encodebytes(data) + b"-----END " + label + b"-----\n"


OUTSIDE: dict[str, Callable[[], bytes]] = {
    "as Apple's portal": p7m,
    "CRLF": lambda: crlf(p7m()),
    "folded headers": lambda: p7m().replace(b"; ", b";\r\n  "),
    "headers in any case": lambda: p7m().replace(b"Content-Transfer-Encoding", b"content-TRANSFER-encoding"),
    "with a byte order mark and empty lines": lambda: b"\xef\xbb\xbf\r\n\r\n" + p7m(),
    "without line ends in the base64": lambda: p7m().split(b"\n\n")[0] + b"\n\n" + b64encode(DER),
    "without a transfer encoding": lambda: b"Content-Type: application/pkcs7-mime\n\n" + encodebytes(DER),
    "8bit in words, base64 in fact": lambda: b"Content-Transfer-Encoding: 8bit\n\n" + encodebytes(DER),
    "binary below headers": lambda: b"Content-Transfer-Encoding: binary\r\n\r\n" + DER,
    "PEM in base64 in MIME": lambda: b"X: y\n\n" + pem(b"CMS"),
    "DER": lambda: DER,
    "base64": lambda: encodebytes(DER),
    "PEM": lambda: pem(b"PKCS7"),
    "PEM with CRLF and text before it": lambda: crlf(b"this is the token\n" + pem(b"CMS")),
}


@pytest.mark.parametrize("wrapping", OUTSIDE)
def test_every_wrapping_of_the_file_is_taken_off(wrapping: str) -> None:
    assert token() == read(OUTSIDE[wrapping]())


@pytest.mark.parametrize("cipher", [cipher for cipher in Cipher if cipher in STRONG_CIPHERS])
def test_every_cipher_opens(cipher: Cipher) -> None:
    assert token() == read(mime(envelope(server_token_text(token()), cipher=cipher)))


def test_the_key_may_be_pem_and_encrypted_and_the_certificate_pem_or_missing() -> None:
    key = OURS.key
    clear = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    locked = pair_to_pem(OURS.certificate, key, password=b"correct horse")

    for certificate in (None, OURS.certificate, certificate_to_pem(OURS.certificate)):
        assert token() == ServerToken.decrypt(p7m(), key=clear, certificate=certificate)
        assert token() == ServerToken.decrypt(
            p7m(), key=locked, password="correct horse", certificate=certificate
        )
    with pytest.raises(ValueError, match="is the password right"):
        ServerToken.decrypt(p7m(), key=locked, password=b"wrong")
    with pytest.raises(ValueError, match="needs its password"):
        ServerToken.decrypt(p7m(), key=locked)


def test_keys_that_cannot_be_right_are_refused_before_anything_is_read() -> None:
    with pytest.raises(ValueError, match="expected the private key of the certificate; this is another one"):
        ServerToken.decrypt(b"", key=OURS.key, certificate=OTHER.certificate)
    with pytest.raises(ValueError, match="expected one certificate: the one that was uploaded"):
        ServerToken.decrypt(b"", key=OURS.key, certificate=2 * certificate_to_pem(OURS.certificate))
    with pytest.raises(ValueError, match="needs an RSA key"):
        ServerToken.decrypt(p7m(), key=ec_key())


# --- inside of it


def text(body: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join((b"Content-Type: text/plain;charset=UTF-8", *headers, b"", body))


INSIDE = {
    "as Apple's portal": server_token_text(token()),
    "CRLF": crlf(text(MARKED)),
    "LF": text(MARKED).replace(b"\r\n", b"\n"),
    "7bit": text(MARKED, b"Content-Transfer-Encoding: 7bit"),
    "base64": text(encodebytes(MARKED), b"Content-Transfer-Encoding: base64"),
    "quoted-printable": text(
        binascii.b2a_qp(MARKED.replace(b"{", b"{\n")), b"Content-Transfer-Encoding: Quoted-Printable"
    ),
    "no headers": MARKED,
    "no marks": text(JSON),
    "only JSON": b"\r\n" + JSON + b"\r\n",
    "a byte order mark": b"\xef\xbb\xbf" + text(MARKED),
    "text before the mark": text(b"your token:\n" + MARKED),
}


@pytest.mark.parametrize("kind", INSIDE)
def test_every_wrapping_of_the_text_is_taken_off(kind: str) -> None:
    assert token() == read(mime(envelope(INSIDE[kind])))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        text(b"hello"),
        text(b"-----BEGIN MESSAGE-----\n" + JSON),
        text(b"-----BEGIN MESSAGE-----\n-----END MESSAGE-----\n"),
        text(MARKED.replace(b"consumer_key", b"consumer_kex")),
        text(MARKED.replace(b"2025-06-01", b"2025-66-01")),
        text(MARKED, b"Content-Transfer-Encoding: base64"),
        text(MARKED, b"Content-Transfer-Encoding: x-uuencode"),
        text(b"{" * 50_000),
        bytes(range(256)),
    ],
    ids=lambda content: repr(content[-12:]),
)
def test_t33_what_is_no_token_inside_is_answered_as_what_does_not_decrypt(content: bytes) -> None:
    """T33: whoever may send files to be opened learns nothing of what is in those of others, byte by byte."""
    assert UNREADABLE == refusal(mime(envelope(content)))


def test_t33_a_wrong_key_has_the_same_answer_however_it_goes_wrong() -> None:
    """T33"""
    sent = p7m()
    for number in range(20, 28):
        with pytest.raises(DecodeError) as caught:
            ServerToken.decrypt(sent, key=rsa_key(number))
        assert UNREADABLE == str(caught.value)
    assert UNREADABLE == refusal(mime(DER[:-1] + bytes((DER[-1] ^ 1,))))
    assert UNREADABLE == refusal(mime(DER[:-40] + bytes(16) + DER[-24:]))


# --- what is no token at all


def test_a_token_for_another_certificate_is_told_so() -> None:
    assert OTHER_CERTIFICATE == refusal(p7m(NEXT))


@pytest.mark.parametrize("data", [b"", b" \r\n\n"])
def test_an_empty_file_is_told_so(data: bytes) -> None:
    assert refusal(data).endswith("this file is empty: download it once more")


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("form", ["as Apple's portal", "DER", "base64", "binary below headers"])
def test_a_file_that_is_cut_short_is_told_so(form: str, keep: float) -> None:
    whole = OUTSIDE[form]()
    at = 0 if form in ("DER", "base64") else whole.index(b"\n\n" if form[0] == "a" else b"\r\n\r\n")
    cut = whole[: at + int((len(whole) - at) * keep)]

    assert refusal(cut).endswith(DAMAGED) or (form == "base64" and "this is another file" in refusal(cut))


@pytest.mark.parametrize("at", ["headers only", "nothing behind them", "a sign that is none of base64's"])
def test_what_can_only_have_been_a_token_is_called_damaged(at: str) -> None:
    whole = p7m()
    head = whole[: whole.index(b"\n\n")]
    data = {"headers only": head, "nothing behind them": head + b"\n\n"}.get(at, head + b"\n\n*" + DER)

    assert refusal(data).endswith(DAMAGED)


def test_a_message_that_is_damaged_inside_is_told_so() -> None:
    at = DER.index(bytes.fromhex("06092a864886f70d010701"))  # what says that the content is data

    assert refusal(mime(DER[:at] + b"\x05" + DER[at + 1 :])).endswith(DAMAGED)


def test_bytes_behind_the_message_are_not_overlooked() -> None:
    """T29: nor a second message."""
    assert refusal(DER + b"\0").endswith(DAMAGED)
    assert refusal(mime(DER + DER)).endswith(DAMAGED)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (OURS.certificate_pem, "PEM, and no CMS"),
        (OURS.certificate, "a certificate"),
        (OURS.to_pem(password="x").split(b"-----\n", 2)[2], "a private key"),
        (JSON, "JSON, which may be a token that was decrypted already"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "this is another file"),
        (b"hello", "this is another file"),
        (b"aGVsbG8=", "this is another file"),
        (b"Subject: a letter\n\nDear colleagues, here it is", "this is another file"),
        (b"X: y\nContent-Transfer-Encoding: x-uuencode\n\nbegin", "this is another file"),
        (b"X: y\r\n\r\n" + OURS.certificate_pem, "PEM, and no CMS"),
        (b"<!DOCTYPE html><html>sign in", "this is another file"),
        (b"x" * (MAX_FILE + 1), "of at most 98304 bytes; this is another file"),
        (
            cms.sign(b"x", cms.PrivateKeySigner(certificate=OURS.certificate, key=OURS.key)),
            "this is another file: CMS signed data",
        ),
    ],
    ids=[
        "PEM",
        "certificate",
        "key",
        "JSON",
        "image",
        "word",
        "base64",
        "letter",
        "uuencode",
        "PEM in MIME",
        "page",
        "long",
        "signed",
    ],
)
def test_another_file_is_told_apart(data: bytes, said: str) -> None:
    assert said in refusal(data)


# --- a real one


def test_the_real_token_yields_its_values() -> None:
    folder = shared("vectors/dep")
    key = (folder / "apple-mdm-client-tests-1.pem").read_bytes()
    certificate = (folder / "apple-mdm-client-tests-1.crt").read_bytes()
    data = (folder / "apple-mdm-client-tests-1-server-token.p7m").read_bytes()

    for form in (data, crlf(data)):
        for own in (certificate, None):
            found = ServerToken.decrypt(form, key=key, certificate=own)
            assert found.consumer_key.startswith("CK_75b2eb55")
            assert found.consumer_key.endswith("61399")
            assert "2026-01-17T11:02:21+00:00" == found.access_token_expiry.isoformat()
            prefixes = (found.consumer_secret, found.access_token, found.access_secret)
            assert ["CS_", "AT_", "AS_"] == [each.reveal()[:3] for each in prefixes]
    assert OTHER_CERTIFICATE == refusal(data)
