"""Other people's programs get identities from our SCEP server, store and all, and devices use them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from pymdm.crypto import cms, fingerprint
from pymdm.crypto.scep import MessageType, PKIStatus, decode_response, sign_message, temporary_certificate
from pymdm.errors import Reason
from pymdm.server.scep import scep_app
from pymdm.service.scep import SCEPReply
from pymdm.service.sessions import open_session
from pymdm.testing import SimulatedIdentity
from tests.e2e.running import listening
from tests.external import test_foreign_scep as foreign
from tests.external.test_foreign_scep import certificate_in, swan, swan_key
from tests.external.test_openssl_scep import (
    DECRYPT,
    NONCE,
    TRANSACTION,
    VERIFY,
    loaded_key,
    openssl,
    openssl_csr,
    openssl_envelope,
    pem,
    run,
)
from tests.unit.crypto.scep.talk import AUTHORITY, NOW
from tests.unit.service.scep_scene import Scene

CHALLENGE = "open sesame"  # what openssl_csr asks with
__all__ = ["openssl"]  # a fixture


def waiting(scene: Scene) -> None:
    """A session whose challenge is the one that the programs here use."""
    open_session(scene.store, now=scene.now, new_text=lambda: CHALLENGE)


def pkcs_req(openssl: str, folder: Path, cipher: str, digest: str) -> tuple[bytes, cms.PrivateKeySigner]:
    """A request whose content and envelope are OpenSSL's, and who signed it."""
    folder.mkdir()
    csr = openssl_csr(openssl, folder, digest)
    key = loaded_key(folder)
    signer = cms.PrivateKeySigner(certificate=temporary_certificate(key, now=NOW), key=key)
    sent = sign_message(
        openssl_envelope(openssl, folder, csr, cipher),
        signer,
        message_type=MessageType.PKCS_REQ,
        transaction_id=TRANSACTION,
        sender_nonce=NONCE,
        recipient_nonce=None,
        digest=digest,
        also={},
    )
    return sent, signer


def opened(openssl: str, folder: Path, reply: SCEPReply, signer: cms.PrivateKeySigner) -> bytes:
    """What OpenSSL finds in the answer, once it has verified and decrypted it."""
    assert 200 == reply.status
    (folder / "answer").write_bytes(reply.body)
    (folder / "ca.pem").write_bytes(AUTHORITY.certificate_pem)
    (folder / "recipient.pem").write_bytes(pem(signer.certificate))
    run(openssl, folder, f"{VERIFY} -in answer -out inside")
    run(openssl, folder, f"{DECRYPT} -in inside -out bag")
    return run(openssl, folder, "pkcs7 -inform DER -in bag -print_certs -outform DER")


@pytest.mark.parametrize("digest", ["sha1", "sha256"])
@pytest.mark.parametrize("cipher", ["des", "3des", "aes128", "aes256"])
def test_what_openssl_made_enrolls_once(openssl: str, cipher: str, digest: str, tmp_path: Path) -> None:
    """F50, T42: a lost answer repeated gives the same certificate; the challenge used twice does not."""
    scene = Scene(ca=AUTHORITY)
    scene.now = NOW
    waiting(scene)
    sent, signer = pkcs_req(openssl, tmp_path / "first", cipher, digest)
    reply = scene.ask(sent)
    found = opened(openssl, tmp_path / "first", reply, signer)
    again = opened(openssl, tmp_path / "first", scene.ask(sent), signer)
    assert found == again
    assert reply.issued == fingerprint(
        x509.load_pem_x509_certificate(found[found.index(b"-----BEGIN") :]).public_bytes(
            serialization.Encoding.DER
        )
    )
    other, stranger = pkcs_req(openssl, tmp_path / "second", cipher, digest)
    refused = scene.ask(other)
    assert Reason.CHALLENGE_USED is refused.reason
    read = decode_response(
        refused.body,
        signer=stranger,
        authorities=[AUTHORITY.certificate],
        transaction_id=TRANSACTION,
        sender_nonce=NONCE,
    )
    assert PKIStatus.FAILURE is read.status


@attrs.frozen
class Place:
    """Our server on the loopback, as the helpers of the foreign clients want it."""

    scene: Scene
    url: str


@pytest.fixture
def place() -> Iterator[Place]:
    now = datetime.now(UTC)  # foreign programs have the clock of the machine
    scene = Scene(ca=foreign.AUTHORITY)
    scene.now = now
    with listening(scep_app(scene.scep, clock=lambda: scene.now)) as port:
        yield Place(scene, f"http://127.0.0.1:{port}/scep")


def swan_identity(folder: Path, place: Any, *options: str) -> SimulatedIdentity:
    told = certificate_in(swan(folder, place, *options, "--cipher", "des3"))
    der = told.public_bytes(serialization.Encoding.DER)
    key = serialization.load_pem_private_key((folder / options[1]).read_bytes(), None)
    return SimulatedIdentity(certificate=der, key=key)  # type: ignore[arg-type]


def test_strongswan_enrolls_and_renews(place: Place, tmp_path: Path) -> None:
    """T5: a device enrolls with what it got, renews that with it, and is heard with the new one."""
    waiting(place.scene)
    for name in ("old.key", "new.key"):
        swan_key(tmp_path, name)
    old = swan_identity(tmp_path, place, "--in", "old.key", "--dn", "CN=x", "--password", CHALLENGE)
    device = place.scene.device(old)
    assert 200 == device.enroll().status
    (tmp_path / "old.pem").write_bytes(pem(old.certificate))
    renewing = ("--in", "new.key", "--cert", "old.pem", "--key", "old.key", "--dn", "CN=x")
    new = swan_identity(tmp_path, place, *renewing)
    device.re_enroll(identity=new)
    assert fingerprint(new.certificate) == place.scene.mdm.enrollment(device.enrollment).pin
    # The old one has done its work.
    swan(tmp_path, place, *renewing, "--cipher", "des3", fails=True)  # type: ignore[arg-type]


def test_micromdm_s_client_enrolls_once(place: Place, tmp_path: Path) -> None:
    """T42."""
    waiting(place.scene)

    def client(name: str, *, fails: bool = False) -> str:
        folder = tmp_path / name
        folder.mkdir()
        asking = ("-server-url", place.url, "-challenge", CHALLENGE, "-cn", "x")
        files = ("-private-key", "key", "-certificate", "client.pem")
        return foreign.run(folder, foreign.tool("scepclient"), *asking, *files, fails=fails)

    client("first")
    issued = x509.load_pem_x509_certificate((tmp_path / "first" / "client.pem").read_bytes())
    assert "CN=MDM identity" == issued.subject.rfc4514_string()
    assert "badRequest" in client("second", fails=True)
