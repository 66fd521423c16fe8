"""Server tokens that OpenSSL encrypts open, and it makes the same signatures for logging in with them."""

from __future__ import annotations

import secrets
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pymdm.crypto import Secret
from pymdm.dep import _oauth
from pymdm.dep.tokens import ServerToken, TokenKeyPair, TokenKeys
from pymdm.dep.tokens.token import OTHER_CERTIFICATE, UNREADABLE
from pymdm.errors import DecodeError
from pymdm.testing import fake_server_token, server_token_file
from pymdm.testing.server_tokens import server_token_text
from tests.external.judges import NOW, must, ran, spread, tool
from tests.unit.dep import rfc5849

CIPHERS = {"3des": "-des3", "aes128": "-aes128", "aes192": "-aes192", "aes256": "-aes256"}
TOKEN = fake_server_token(now=NOW)

#: How the message is written: options, and whether its lengths are left open (BER) or known (DER).
FORMS = {
    "MIME, BER": (("-outform", "SMIME", "-stream"), b"MIA"),
    "MIME, DER": (("-outform", "SMIME"), b"MII"),
    "PEM, BER": (("-outform", "PEM", "-stream"), b"MIA"),
    "BER": (("-outform", "DER", "-stream"), b"\x30\x80"),
    "BER, indef": (("-outform", "DER", "-indef"), b"\x30\x80"),
    "DER": (("-outform", "DER"), b"\x30\x82"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tokens")


@pytest.fixture(scope="module")
def pair(folder: Path) -> TokenKeyPair:
    made = TokenKeyPair.create(now=NOW)
    (folder / "upload.pem").write_bytes(made.certificate_pem)
    (folder / "text").write_bytes(server_token_text(TOKEN))
    return made


def encrypted(folder: Path, name: str, command: str, *options: str) -> bytes:
    must(folder, tool("openssl"), command, "-encrypt", "-in", "text", "-out", name, *options)
    return (folder / name).read_bytes()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("cipher", CIPHERS)
def test_tokens_by_openssl_smime_open_in_every_cipher_and_form(
    folder: Path, pair: TokenKeyPair, cipher: str, form: str
) -> None:
    options, beginning = FORMS[form]
    for mode in ("-binary", "-text"):  # as they are, or with CRLF and headers of its own around them
        if mode == "-text":
            (folder / "text").write_bytes(server_token_text(TOKEN).split(b"\r\n\r\n")[1])
        try:
            made = encrypted(folder, "made", "smime", mode, CIPHERS[cipher], *options, "upload.pem")
        finally:
            (folder / "text").write_bytes(server_token_text(TOKEN))
        assert beginning in made[:300]
        assert TOKEN == pair.decrypt(made)
        assert TOKEN == ServerToken.decrypt(made, key=pair.key)
        assert (TOKEN, TokenKeys(current=pair)) == TokenKeys(staged=pair).open(made)


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("-keyid",),
        ("-keyopt", "rsa_padding_mode:oaep"),
        ("-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256"),
    ],
    ids=["PKCS #1", "by key identifier", "OAEP", "OAEP with SHA-256"],
)
@pytest.mark.parametrize("form", FORMS)
def test_tokens_by_openssl_cms_open_with_every_key_transport(
    folder: Path, pair: TokenKeyPair, form: str, options: tuple[str, ...]
) -> None:
    id_first = (
        ("-keyid", "-recip", "upload.pem") if "-keyid" in options else ("-recip", "upload.pem", *options)
    )
    made = encrypted(folder, "made", "cms", "-binary", "-aes256", *FORMS[form][0], *id_first)

    assert TOKEN == pair.decrypt(made)


def test_the_wrong_key_opens_none_of_them(folder: Path, pair: TokenKeyPair) -> None:
    """T33: one text, with the certificate another."""
    other = TokenKeyPair.create(now=NOW)
    for cipher in CIPHERS.values():
        made = encrypted(folder, "made", "smime", "-binary", cipher, "upload.pem")
        with pytest.raises(DecodeError) as caught:
            ServerToken.decrypt(made, key=other.key)
        assert UNREADABLE == str(caught.value)
        with pytest.raises(DecodeError) as caught:
            other.decrypt(made)
        assert OTHER_CERTIFICATE == str(caught.value)


def test_openssl_opens_what_the_stand_in_of_the_portal_encrypts(folder: Path, pair: TokenKeyPair) -> None:
    (folder / "fake.p7m").write_bytes(server_token_file(TOKEN, pair.certificate))
    (folder / "key.pem").write_bytes(pair.to_pem())

    must(
        folder,
        tool("openssl"),
        *("smime", "-decrypt", "-in", "fake.p7m", "-recip", "upload.pem", "-inkey", "key.pem", "-out", "out"),
    )

    assert server_token_text(TOKEN) == (folder / "out").read_bytes()


def test_openssl_reads_the_certificate_to_upload_and_the_key_under_its_password(
    folder: Path, pair: TokenKeyPair
) -> None:
    (folder / "pair.pem").write_bytes(pair.to_pem(password="correct horse"))
    must(folder, tool("openssl"), "x509", "-in", "upload.pem", "-noout", "-text", "-out", "said")
    said = (folder / "said").read_text()

    for line in (
        "Version: 3 (0x2)",
        "Signature Algorithm: sha256WithRSAEncryption",
        "Public-Key: (2048 bit)",
        "CA:FALSE",
        "Digital Signature, Key Encipherment",
    ):
        assert line in said
    at = str(int(NOW.timestamp()))
    must(
        folder,
        tool("openssl"),
        "verify",
        "-attime",
        at,
        "-check_ss_sig",
        "-CAfile",
        "upload.pem",
        "upload.pem",
    )
    must(
        folder,
        tool("openssl"),
        "pkey",
        "-in",
        "pair.pem",
        "-passin",
        "pass:correct horse",
        "-noout",
        "-check",
    )
    assert not ran(folder, tool("openssl"), "pkey", "-in", "pair.pem", "-passin", "pass:wrong", "-noout")[0]


def test_1000_oauth_signatures_are_those_of_openssl(folder: Path) -> None:
    """Base strings by `tests.unit.dep.rfc5849`, digests by OpenSSL, with a fresh seed."""
    seed = secrets.token_hex(4)
    cases = [rfc5849.parts(f"{seed} {number}") for number in range(1_000)]
    headers = [rfc5849.header_parameters(_header(parts)) for parts in cases]
    for number, (parts, header) in enumerate(zip(cases, headers, strict=True)):
        base = rfc5849.base_string(parts.method, parts.url, header)
        (folder / f"{number}.base").write_bytes(base.encode())

    def digest(number: int) -> bytes:
        parts = cases[number]
        key = rfc5849.key(parts.consumer_secret, parts.token_secret).encode().hex()
        options = ("-mac", "HMAC", "-macopt", f"hexkey:{key}", "-binary", "-out", f"{number}.mac")
        must(folder, tool("openssl"), "dgst", "-sha1", *options, f"{number}.base")
        return (folder / f"{number}.mac").read_bytes()

    made = spread(digest, range(len(cases)))

    agreed = [
        b64encode(mac).decode() == header["oauth_signature"]
        for mac, header in zip(made, headers, strict=True)
    ]
    assert 1_000 == sum(agreed), f"seed {seed}: {cases[agreed.index(False)]}"
    assert 1_000 == len({header["oauth_signature"] for header in headers})


def _header(parts: rfc5849.Parts) -> str:
    signer = ServerToken(
        consumer_key=parts.consumer_key,
        consumer_secret=Secret(parts.consumer_secret),
        access_token=Secret(parts.token),
        access_secret=Secret(parts.token_secret),
        access_token_expiry=NOW,
    )
    moment = datetime.fromtimestamp(parts.timestamp, UTC)
    return _oauth.sign(signer, method=parts.method, url=parts.url, now=moment, nonce=parts.nonce)
