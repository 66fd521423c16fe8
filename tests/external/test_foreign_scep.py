"""Other people's SCEP clients and servers against ours.

On Debian they are in scep, strongswan-pki and libstrongswan-extra-plugins (which fetches by HTTP).

``scepclient`` and ``scepserver`` are micromdm's, in Go: what most MDM servers embed.  They send single DES.
``pki --scep`` is strongSwan's, in C, and the strictest reader of answers that we know.
"""

from __future__ import annotations

import http.client
import secrets
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from pymdm.crypto import CertificateAuthority, cms, new_key
from pymdm.crypto.csr import make_csr
from pymdm.crypto.envelope import Cipher
from pymdm.crypto.scep import (
    PKI_MESSAGE,
    Body,
    FailInfo,
    MessageType,
    PKIStatus,
    SCEPRefused,
    SCEPRequest,
    ca_cert,
    capabilities,
    decode_query_message,
    decode_request,
    decode_response,
    encode_failure,
    encode_request,
    encode_success,
    next_ca_cert,
    read_ca_cert,
    temporary_certificate,
)
from pymdm.crypto.secret import Secret
from tests.unit.crypto.cms.forge import rsa_key

NOW = datetime.now(UTC)  # foreign programs have the clock of the machine
AUTHORITY = CertificateAuthority.create("Example Device CA", now=NOW, key=rsa_key(50))
NEXT = AUTHORITY.successor(now=NOW, key=rsa_key(56))
CHALLENGE = Secret("open sesame")


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is needed as an outside judge; on Debian: scep, strongswan-pki")
    return found


def run(folder: Path, *command: str, fails: bool = False) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=30)
    assert fails == (done.returncode != 0), done.stdout + done.stderr
    return done.stdout + done.stderr


class Responder(ThreadingHTTPServer):
    """No more than the wiring; who may have a certificate is decided by one fixed challenge."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.words = capabilities(next_ca=True)
        self.seen: list[SCEPRequest | SCEPRefused] = []
        self.asked: list[str] = []
        self.issued: dict[bytes, bytes] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/scep"

    def answer(self, operation: str, message: bytes) -> Body:
        match operation:
            case "GetCACaps":
                return self.words
            case "GetCACert":
                return ca_cert((AUTHORITY.certificate,))
            case "GetNextCACert":
                return next_ca_cert((NEXT.certificate,), authority=AUTHORITY)
        return Body(content_type=PKI_MESSAGE, data=self.certify(message))

    def certify(self, message: bytes) -> bytes:
        try:
            request = decode_request(message, authority=AUTHORITY)
        except SCEPRefused as refused:
            self.seen.append(refused)
            return encode_failure(
                refused.message, refused.fail_info, authority=AUTHORITY, random=secrets.token_bytes
            )
        self.seen.append(request)
        renewal = request.message_type is MessageType.RENEWAL_REQ and request.signer in self.issued.values()
        if not renewal and request.challenge != CHALLENGE:
            return encode_failure(
                request.message, FailInfo.BAD_REQUEST, authority=AUTHORITY, random=secrets.token_bytes
            )
        issued = AUTHORITY.issue_identity(common_name="device", now=NOW, public_key=request.public_key)
        self.issued[request.public_key_digest] = issued.certificate
        return encode_success(
            request, issued.certificate, authority=request.authority, random=secrets.token_bytes
        )


class Handler(BaseHTTPRequestHandler):
    server: Responder

    def do_GET(self) -> None:
        query = dict(parse_qsl(urlsplit(self.path).query))
        with_message = query["operation"] == "PKIOperation"
        self._answer(query["operation"], decode_query_message(query["message"]) if with_message else b"")

    def do_POST(self) -> None:
        query = dict(parse_qsl(urlsplit(self.path).query))
        self._answer(query["operation"], self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, operation: str, message: bytes) -> None:
        self.server.asked.append(f"{self.command} {operation}")
        body = self.server.answer(operation, message)
        self.send_response(200)
        self.send_header("Content-Type", body.content_type)
        self.send_header("Content-Length", str(len(body.data)))
        self.end_headers()
        self.wfile.write(body.data)

    def log_message(self, *arguments: object) -> None:
        """Not to the terminal."""


@pytest.fixture
def responder() -> Iterator[Responder]:
    with Responder() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def pem(certificate: bytes) -> bytes:
    return x509.load_der_x509_certificate(certificate).public_bytes(serialization.Encoding.PEM)


# --- micromdm


def go_client(folder: Path, responder: Responder, challenge: str, *, fails: bool = False) -> str:
    options = f"-server-url {responder.url} -private-key client.key -certificate client.pem -cn wished"
    return run(folder, tool("scepclient"), *options.split(), "-challenge", challenge, fails=fails)


def test_micromdm_s_client_enrolls(responder: Responder, tmp_path: Path) -> None:
    """It sends single DES and reads the answer in triple DES."""
    go_client(tmp_path, responder, CHALLENGE.reveal())
    (request,) = responder.seen

    assert isinstance(request, SCEPRequest)
    assert Cipher.DES_CBC is request.cipher
    certificate = x509.load_pem_x509_certificate((tmp_path / "client.pem").read_bytes())
    assert "CN=device" == certificate.subject.rfc4514_string()
    key = serialization.load_pem_private_key((tmp_path / "client.key").read_bytes(), None)
    assert key.public_key() == certificate.public_key()


def test_micromdm_s_client_understands_a_refusal(responder: Responder, tmp_path: Path) -> None:
    told = go_client(tmp_path, responder, "wrong", fails=True)

    assert "badRequest" in told
    assert not responder.issued


@pytest.fixture
def go_server(tmp_path: Path) -> Iterator[int]:
    """micromdm's server on a free port."""
    program = tool("scepserver")
    run(tmp_path, program, "ca", "-init", "-keySize", "2048")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        program,
        "-depot",
        "depot",
        "-port",
        str(port),
        "-challenge",
        CHALLENGE.reveal(),
        "-allowrenew",
        "0",
    ]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "listen" in line:
                break
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield port
        process.kill()


def fetched(port: int, operation: str, body: bytes | None = None) -> bytes:
    for _ in range(200):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET" if body is None else "POST", f"/scep?operation={operation}", body)
            return connection.getresponse().read()
        except ConnectionRefusedError:
            threading.Event().wait(0.05)
        finally:
            connection.close()
    raise AssertionError("scepserver did not start")


@pytest.mark.parametrize("cipher", [Cipher.TRIPLE_DES_CBC, Cipher.AES_128_CBC, Cipher.AES_256_CBC])
def test_micromdm_s_server_enrolls_our_client(go_server: int, cipher: Cipher) -> None:
    authorities = read_ca_cert(fetched(go_server, "GetCACert"))
    key = new_key()
    signer = cms.PrivateKeySigner(certificate=temporary_certificate(key, now=NOW), key=key)
    for challenge, expected in ((Secret("wrong"), PKIStatus.FAILURE), (CHALLENGE, PKIStatus.SUCCESS)):
        nonce = secrets.token_bytes(16)
        sent = encode_request(
            make_csr(key, challenge=challenge),
            signer=signer,
            recipient=authorities[0],
            transaction_id="0123456789",
            sender_nonce=nonce,
            random=secrets.token_bytes,
            cipher=cipher,
        )
        response = decode_response(
            fetched(go_server, "PKIOperation", sent),
            signer=signer,
            authorities=authorities,
            transaction_id="0123456789",
            sender_nonce=nonce,
        )
        assert expected is response.status
    issued = x509.load_der_x509_certificate(response.certificates[0])
    assert key.public_key() == issued.public_key()
    issued.verify_directly_issued_by(x509.load_der_x509_certificate(authorities[0]))


# --- strongSwan

#: strongSwan 5.9.8 (Debian 12) takes some words of GetCACaps for others: these two are AES and SHA-256 to
#: it, and of all of ours together it makes triple DES, every digest, POST and Renewal.
WORDS_FOR_AES = Body(content_type="text/plain", data=b"SHA-384\nSHA-512")


def swan(folder: Path, responder: Any, *options: str, fails: bool = False) -> str:
    """``responder``: anything with the ``url`` of a server whose CA is ours."""
    (folder / "ca.pem").write_bytes(AUTHORITY.certificate_pem)
    common = f"--scep --url {responder.url} --cacert-enc ca.pem --cacert-sig ca.pem --outform pem"
    return run(folder, tool("pki"), *common.split(), *options, fails=fails)


def swan_key(folder: Path, name: str = "client.key") -> None:
    encoded = new_key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    (folder / name).write_bytes(encoded)


def certificate_in(text: str) -> x509.Certificate:
    start, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    found = text[text.index(start) : text.index(end) + len(end)]
    return x509.load_pem_x509_certificate(found.encode())


@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha384", "sha512"])
def test_strongswan_s_client_enrolls(responder: Responder, tmp_path: Path, digest: str) -> None:
    """It reads no signature that is named by its digest; OpenSSL and micromdm read both names."""
    swan_key(tmp_path)
    asking = f"--in client.key --dn CN=x --san mdm.example.com --cipher des3 --digest {digest}"
    told = swan(tmp_path, responder, *asking.split(), "--password", CHALLENGE.reveal())
    (request,) = responder.seen

    assert isinstance(request, SCEPRequest)
    assert "subjectAltName" in request.csr.requested_extensions
    assert (digest, Cipher.TRIPLE_DES_CBC) == (request.message.digest, request.cipher)
    assert "CN=device" == certificate_in(told).subject.rfc4514_string()


def test_strongswan_s_client_enrolls_by_aes(responder: Responder, tmp_path: Path) -> None:
    responder.words = WORDS_FOR_AES
    swan_key(tmp_path)
    asking = ["--in", "client.key", "--dn", "CN=x"]
    told = swan(tmp_path, responder, *asking, "--password", CHALLENGE.reveal())
    (request,) = responder.seen

    assert isinstance(request, SCEPRequest)
    assert Cipher.AES_128_CBC is request.cipher
    assert "CN=device" == certificate_in(told).subject.rfc4514_string()


def test_strongswan_s_client_renews_with_its_old_identity(responder: Responder, tmp_path: Path) -> None:
    """RenewalReq, signed with the old identity, for a new key, with no challenge."""
    for name in ("old.key", "new.key"):
        swan_key(tmp_path, name)
    asking = ["--in", "old.key", "--dn", "CN=x", "--cipher", "des3"]
    told = swan(tmp_path, responder, *asking, "--password", CHALLENGE.reveal())
    old = certificate_in(told)
    (tmp_path / "old.pem").write_bytes(old.public_bytes(serialization.Encoding.PEM))
    asking = ["--in", "new.key", "--cert", "old.pem", "--key", "old.key", "--dn", "CN=x", "--cipher", "des3"]
    told = swan(tmp_path, responder, *asking)
    request = responder.seen[-1]

    assert isinstance(request, SCEPRequest)
    assert MessageType.RENEWAL_REQ is request.message_type
    assert None is request.challenge
    assert old.public_bytes(serialization.Encoding.DER) == request.signer
    assert "POST PKIOperation" in responder.asked
    assert certificate_in(told).public_key() == request.public_key != old.public_key()


def test_strongswan_s_client_understands_a_refusal(responder: Responder, tmp_path: Path) -> None:
    swan_key(tmp_path)
    asking = ["--in", "client.key", "--dn", "CN=x", "--password", "wrong", "--cipher", "des3"]
    told = swan(tmp_path, responder, *asking, fails=True)

    assert "badRequest" in told
    assert not responder.issued


def test_strongswan_fetches_the_ca(responder: Responder, tmp_path: Path) -> None:
    run(tmp_path, tool("pki"), *f"--scepca --url {responder.url} --caout ca.pem --outform pem".split())

    assert AUTHORITY.certificate_pem.strip() == (tmp_path / "ca.pem").read_bytes().strip()
