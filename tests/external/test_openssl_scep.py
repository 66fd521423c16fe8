"""OpenSSL as the judge of envelopes, certificate requests and SCEP messages, in both directions.

OpenSSL cannot write the signed attributes of SCEP, so the outer message of a request is ours; the request
inside and its envelope are OpenSSL's, made with its own code and read with ours.  Our answers are verified
and decrypted by OpenSSL, which knows nothing of how they were made.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from pymdm.crypto import CertificateAuthority, cms
from pymdm.crypto.csr import make_csr, parse_csr
from pymdm.crypto.envelope import EVERY_CIPHER, STRONG_CIPHERS, Cipher, decrypt_enveloped, encrypt_enveloped
from pymdm.crypto.scep import (
    FailInfo,
    MessageType,
    ca_cert,
    decode_request,
    encode_failure,
    encode_success,
    next_ca_cert,
    read_ca_cert,
    sign_message,
    temporary_certificate,
)
from pymdm.crypto.secret import Secret
from tests.unit.crypto.cms.forge import rsa_key
from tests.unit.crypto.scep.talk import AUTHORITY, NONCE, NOW, TRANSACTION, client, decoded, dice, request

AT = f"-attime {int(NOW.timestamp()) + 60}"
VERIFY = f"cms -verify -binary -inform DER -CAfile ca.pem -purpose any {AT}"
DECRYPT = "cms -decrypt -binary -inform DER -inkey key.pem -recip recipient.pem"
#: OpenSSL 3 keeps single DES in a provider of its own.
CIPHERS = {
    "des": "-des-cbc -provider legacy -provider default",
    "3des": "-des3",
    "aes128": "-aes128",
    "aes192": "-aes192",
    "aes256": "-aes256",
}


@pytest.fixture(scope="session")
def openssl() -> str:
    found = shutil.which("openssl")
    if found is None:
        pytest.fail("openssl is needed as an outside judge; install it, or run `make test` instead")
    return found


def run(openssl: str, folder: Path, command: str) -> bytes:
    done = subprocess.run([openssl, *command.split()], cwd=folder, capture_output=True, check=False)
    assert 0 == done.returncode, done.stderr.decode()
    return done.stdout


def pem(certificate: bytes) -> bytes:
    return x509.load_der_x509_certificate(certificate).public_bytes(serialization.Encoding.PEM)


def write_key(folder: Path, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> None:
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def openssl_csr(openssl: str, folder: Path, digest: str, kind: str = "rsa:2048") -> bytes:
    """A new key in key.pem and a request for it, with a challenge password."""
    (folder / "csr.conf").write_text(
        "[req]\nprompt = no\ndistinguished_name = name\nattributes = more\nreq_extensions = wish\n"
        "[name]\nCN = wished for\n[more]\nchallengePassword = open sesame\n"
        "[wish]\nsubjectAltName = DNS:mdm.example.com\nbasicConstraints = critical,CA:TRUE\n"
    )
    made = f"req -new -config csr.conf -newkey {kind} -nodes -{digest} -keyout key.pem"
    run(openssl, folder, f"{made} -outform DER -out request.der")
    return (folder / "request.der").read_bytes()


def openssl_envelope(
    openssl: str, folder: Path, content: bytes, cipher: str, options: str = "recipient.pem"
) -> bytes:
    (folder / "content").write_bytes(content)
    (folder / "recipient.pem").write_bytes(AUTHORITY.certificate_pem)
    made = f"cms -encrypt -binary {CIPHERS[cipher]} -in content"
    run(openssl, folder, f"{made} -outform DER -out envelope {options}")
    return (folder / "envelope").read_bytes()


def loaded_key(folder: Path) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key((folder / "key.pem").read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha512"])
@pytest.mark.parametrize("cipher", CIPHERS)
def test_a_request_made_by_openssl_gets_a_certificate_that_openssl_can_open(
    openssl: str, cipher: str, digest: str, tmp_path: Path
) -> None:
    """PKCSReq and CertRep from end to end; single DES is answered by triple DES."""
    csr = openssl_csr(openssl, tmp_path, digest)
    key = loaded_key(tmp_path)
    signer = cms.PrivateKeySigner(certificate=temporary_certificate(key, now=NOW), key=key)
    envelope = openssl_envelope(openssl, tmp_path, csr, cipher)
    sent = sign_message(
        envelope,
        signer,
        message_type=MessageType.PKCS_REQ,
        transaction_id=TRANSACTION,
        sender_nonce=NONCE,
        recipient_nonce=None,
        digest=digest,
        also={},
    )

    read = decode_request(sent, authority=AUTHORITY)
    assert Secret("open sesame") == read.challenge
    assert ("subjectAltName", "basicConstraints") == read.csr.requested_extensions
    issued = AUTHORITY.issue_identity(common_name="device", now=NOW, public_key=read.public_key)
    (tmp_path / "answer").write_bytes(
        encode_success(read, issued.certificate, authority=AUTHORITY, random=dice)
    )
    (tmp_path / "ca.pem").write_bytes(AUTHORITY.certificate_pem)
    (tmp_path / "recipient.pem").write_bytes(pem(signer.certificate))

    run(openssl, tmp_path, f"{VERIFY} -in answer -out inside")
    run(openssl, tmp_path, f"{DECRYPT} -in inside -out bag")
    certificates = run(openssl, tmp_path, "pkcs7 -inform DER -in bag -print_certs")
    assert pem(issued.certificate) in certificates
    shown = run(openssl, tmp_path, "cms -cmsout -print -inform DER -in inside").decode()
    expected = "des-ede3" if "des" in cipher else cipher.replace("aes", "aes-")
    assert f"algorithm: {expected}-cbc" in shown
    (tmp_path / "issued.pem").write_bytes(pem(issued.certificate))
    run(openssl, tmp_path, f"verify {AT} -purpose sslclient -x509_strict -CAfile ca.pem issued.pem")


def test_openssl_verifies_our_refusal(openssl: str, tmp_path: Path) -> None:
    refused = encode_failure(
        decoded(request()).message, FailInfo.BAD_REQUEST, authority=AUTHORITY, random=dice
    )
    (tmp_path / "answer").write_bytes(refused)
    (tmp_path / "ca.pem").write_bytes(AUTHORITY.certificate_pem)

    run(openssl, tmp_path, f"{VERIFY} -in answer -out inside")
    assert b"" == (tmp_path / "inside").read_bytes()
    shown = run(openssl, tmp_path, "cms -cmsout -print -inform DER -in answer").decode()
    for number, value in ((2, "3"), (3, "2"), (4, "2"), (7, TRANSACTION)):
        assert f"2.16.840.1.113733.1.9.{number}" in shown
        assert f"PRINTABLESTRING:{value}\n" in shown


OAEP = "-recip recipient.pem -keyopt rsa_padding_mode:oaep"


@pytest.mark.parametrize(
    "options",
    [
        "recipient.pem",
        "-stream recipient.pem",
        "-keyid -recip recipient.pem",
        OAEP,
        f"{OAEP} -keyopt rsa_oaep_md:sha256",
        "-recip other.pem -recip recipient.pem",
        "-pwri_password x -recip recipient.pem",
        "-recip ec.pem -recip recipient.pem",
    ],
)
def test_every_envelope_of_openssl_opens(openssl: str, options: str, tmp_path: Path) -> None:
    ec_ca = CertificateAuthority.create("EC", now=NOW, key=ec.generate_private_key(ec.SECP256R1()))
    (tmp_path / "other.pem").write_bytes(pem(client().certificate))
    (tmp_path / "ec.pem").write_bytes(ec_ca.certificate_pem)
    for content in (b"", b"content", bytes(20_000)):
        made = openssl_envelope(openssl, tmp_path, content, "aes256", options)

        assert content == decrypt_enveloped(made, certificate=AUTHORITY.certificate, key=AUTHORITY.key)


@pytest.mark.parametrize("cipher", CIPHERS)
def test_every_cipher_of_openssl_opens(openssl: str, cipher: str, tmp_path: Path) -> None:
    made = openssl_envelope(openssl, tmp_path, b"content", cipher)

    assert b"content" == decrypt_enveloped(
        made, certificate=AUTHORITY.certificate, key=AUTHORITY.key, ciphers=EVERY_CIPHER
    )


@pytest.mark.parametrize(
    "cipher", sorted(STRONG_CIPHERS, key=lambda cipher: cipher.value), ids=lambda c: c.value
)
def test_openssl_opens_every_envelope_of_ours(openssl: str, cipher: Cipher, tmp_path: Path) -> None:
    write_key(tmp_path, AUTHORITY.key)
    (tmp_path / "recipient.pem").write_bytes(AUTHORITY.certificate_pem)
    for content in (b"", bytes(16), bytes(20_001)):
        (tmp_path / "envelope").write_bytes(
            encrypt_enveloped(content, recipient=AUTHORITY.certificate, random=dice, cipher=cipher)
        )
        run(openssl, tmp_path, f"{DECRYPT} -in envelope -out content")

        assert content == (tmp_path / "content").read_bytes()


@pytest.mark.parametrize("kind", ["rsa:2048", "rsa:3072", "ec -pkeyopt ec_paramgen_curve:P-384"])
@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha512"])
def test_every_request_of_openssl_is_read(openssl: str, digest: str, kind: str, tmp_path: Path) -> None:
    read = parse_csr(openssl_csr(openssl, tmp_path, digest, kind))

    assert "CN=wished for" == read.subject_text
    assert Secret("open sesame") == read.challenge
    assert ("subjectAltName", "basicConstraints") == read.requested_extensions


def test_openssl_verifies_our_request(openssl: str, tmp_path: Path) -> None:
    (tmp_path / "request.der").write_bytes(make_csr(rsa_key(51), challenge=Secret("open sesame")))
    shown = run(openssl, tmp_path, "req -verify -noout -text -inform DER -in request.der")

    assert b"open sesame" in shown


def test_openssl_reads_our_chain_and_we_read_its(openssl: str, tmp_path: Path) -> None:
    chain = (AUTHORITY.certificate, client().certificate)
    (tmp_path / "ours").write_bytes(ca_cert(chain).data)
    shown = run(openssl, tmp_path, "pkcs7 -inform DER -in ours -print_certs")
    assert all(pem(each) in shown for each in chain)

    (tmp_path / "chain.pem").write_bytes(b"".join(map(pem, chain)))
    run(openssl, tmp_path, "crl2pkcs7 -nocrl -certfile chain.pem -outform DER -out theirs")
    assert chain == read_ca_cert((tmp_path / "theirs").read_bytes())


def test_t86_openssl_verifies_the_announcement_of_the_next_ca_and_both_chains(
    openssl: str, tmp_path: Path
) -> None:
    """T86: two CAs of one name in one file, as a proxy has them during a rollover."""
    successor = AUTHORITY.successor(now=NOW, key=rsa_key(56))
    (tmp_path / "next").write_bytes(next_ca_cert((successor.certificate,), authority=AUTHORITY).data)
    (tmp_path / "ca.pem").write_bytes(AUTHORITY.certificate_pem)
    (tmp_path / "both.pem").write_bytes(AUTHORITY.certificate_pem + successor.certificate_pem)

    run(openssl, tmp_path, f"{VERIFY} -in next -out bag")
    shown = run(openssl, tmp_path, "pkcs7 -inform DER -in bag -print_certs")
    assert successor.certificate_pem in shown
    for authority in (AUTHORITY, successor):
        issued = authority.issue_identity(common_name="x", now=NOW, public_key=rsa_key(51).public_key())
        (tmp_path / "issued.pem").write_bytes(pem(issued.certificate))
        run(openssl, tmp_path, f"verify {AT} -purpose sslclient -x509_strict -CAfile both.pem issued.pem")
