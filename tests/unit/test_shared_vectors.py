"""The captured inputs beside the checkout behave as the table in their SOURCE.md says, line by line.

They are not part of the repository; without them each of these tests skips and says which file is missing.
More is asked of some of them where their parts are tested; here is one place that shows all.
"""

from __future__ import annotations

import email
import json
import plistlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7

from pymdm.crypto import TrustStore, cms
from pymdm.crypto.apple import check_device_chain
from pymdm.crypto.envelope import Cipher, EnvelopedData, decrypt_enveloped
from pymdm.errors import DecodeError, Reason, SignatureInvalid, SignerUntrusted
from pymdm.protocol import Authenticate, Status, TokenUpdate, decode_checkin, decode_result
from tests.support import shared
from tests.unit.crypto.cms.forge import rsa_key

UDID = "66ADE930-5FDF-5EC4-8429-15640684C489"
TOKEN = "vectors/dep/apple-mdm-client-tests-1-server-token.p7m"
TODAY = datetime(2026, 1, 2, tzinfo=UTC)

#: Every file in the folders of the captured inputs, and where it is read; `None` for what describes another.
READ_BY = {
    "messages/Authenticate.2.plist": "test_the_real_authenticate",
    "messages/TokenUpdate.2.plist": "test_the_real_token_update",
    "messages/TokenUpdate.2.txt": None,
    "messages/DeviceInformation.1.plist": "test_the_real_answer",
    "messages/DeviceInformation.1.txt": None,
    "cms/mdmSignatureHeader2.b64": "test_the_real_mdm_signature",
    "cms/mdmSignatureBody2.plist": "test_the_real_mdm_signature",
    "cms/apple_ota_phase2.der": "test_the_real_over_the_air_message",
    "cms/Apple_iPhone_Device_CA_Fullchain.pem": "test_the_real_chain_of_apples_device_authority",
    "dep/apple-mdm-client-tests-1-server-token.p7m": "test_the_real_server_token",
    "dep/apple-mdm-client-tests-1.pem": "test_the_real_server_token",
    "dep/apple-mdm-client-tests-1.crt": "test_the_real_server_token",
    "SOURCE.md": None,
}


def test_every_captured_input_is_read_by_a_test() -> None:
    folder = shared("vectors")
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}

    assert there == set(READ_BY)
    assert {name for name in READ_BY.values() if name} <= set(globals())


def test_a_missing_input_skips_and_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.SHARED", tmp_path)

    with pytest.raises(pytest.skip.Exception, match=r"captured input not here: vectors/SOURCE\.md"):
        shared("vectors/SOURCE.md")


def test_the_real_authenticate() -> None:
    raw = shared("vectors/messages/Authenticate.2.plist").read_bytes()

    message = decode_checkin(raw)

    assert isinstance(message, Authenticate)
    assert (UDID, b"apple", "10.12.6") == (message.enrollment.id, message.challenge, message.os_version)
    assert plistlib.loads(raw) == plistlib.loads(message.encode())


def test_the_real_token_update() -> None:
    raw = shared("vectors/messages/TokenUpdate.2.plist").read_bytes()

    message = decode_checkin(raw)

    assert isinstance(message, TokenUpdate)
    assert UDID == message.enrollment.id
    assert plistlib.loads(raw) == plistlib.loads(message.encode())


def test_the_real_answer() -> None:
    raw = shared("vectors/messages/DeviceInformation.1.plist").read_bytes()

    result = decode_result(raw)

    assert (UDID, Status.ACKNOWLEDGED) == (result.enrollment.id, result.status)
    assert plistlib.loads(raw)["QueryResponses"] == result.payload["QueryResponses"]


def test_the_real_mdm_signature() -> None:
    """T20, T23: BER, SHA-1, no signed attributes; whoever changes a byte of the body is noticed."""
    header = shared("vectors/cms/mdmSignatureHeader2.b64").read_text().strip()
    body = shared("vectors/cms/mdmSignatureBody2.plist").read_bytes()

    verified = cms.verify_header(header, body)

    result = decode_result(body)
    assert (Status.IDLE, "D4D56083-BFB0-5047-8BDF-2727BACDC59B") == (result.status, result.enrollment.id)
    assert ("rsa-sha1", False) == (verified.algorithm, verified.with_attributes)
    signer = x509.load_der_x509_certificate(verified.signer.certificate)
    key = signer.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    assert (2048, 34, "") == (key.key_size, signer.serial_number, signer.subject.rfc4514_string())
    assert "CN=ca,OU=SCEP CA,O=scep,C=US" == signer.issuer.rfc4514_string()
    for at in range(len(body)):
        changed = body[:at] + bytes((body[at] ^ 1,)) + body[at + 1 :]
        with pytest.raises(SignatureInvalid):
            cms.verify_header(header, changed)


def test_the_real_over_the_air_message() -> None:
    """T32: a genuine device, with the validity of Apple's chain left out and never without its key."""
    verified = cms.verify_attached(shared("vectors/cms/apple_ota_phase2.der").read_bytes(), policy=cms.OTA)

    attributes = plistlib.loads(verified.content)
    assert "78897E40-F532-5DE0-A7DC-56BAC5CEEB9C" == attributes["UDID"]
    assert ("ZDL2M9PTJ3", "VirtualMac2,1") == (attributes["SERIAL"], attributes["PRODUCT"])
    device = check_device_chain(verified.signer, verified.certificates, now=None)
    assert "0B5938EB-A130-466F-BFA5-BFA950500D03" == device.common_name
    with pytest.raises(SignerUntrusted) as refused:
        check_device_chain(verified.signer, verified.certificates, now=TODAY)
    assert Reason.EXPIRED is refused.value.reason


def test_the_real_chain_of_apples_device_authority() -> None:
    """T24: it identifies devices of the whole world, so that no trust store of identities takes it."""
    pem = shared("vectors/cms/Apple_iPhone_Device_CA_Fullchain.pem").read_bytes()
    chain = [each.public_bytes(serialization.Encoding.DER) for each in x509.load_pem_x509_certificates(pem)]

    assert 3 == len(chain)
    with pytest.raises(ValueError, match="2048 bits"):
        TrustStore(chain)


def test_the_real_server_token() -> None:
    """T33: MIME around BER, AES-128-CBC; the text inside is MIME again, around JSON between two marks."""
    envelope = email.message_from_bytes(shared(TOKEN).read_bytes()).get_payload(decode=True)
    assert isinstance(envelope, bytes)
    key_pem = shared("vectors/dep/apple-mdm-client-tests-1.pem").read_bytes()
    key = serialization.load_pem_private_key(key_pem, None)
    certificate = x509.load_pem_x509_certificate(
        shared("vectors/dep/apple-mdm-client-tests-1.crt").read_bytes()
    )
    assert isinstance(key, rsa.RSAPrivateKey)

    opened = decrypt_enveloped(
        envelope, certificate=certificate.public_bytes(serialization.Encoding.DER), key=key
    )

    assert (b"\x30\x80", Cipher.AES_128_CBC) == (envelope[:2], EnvelopedData.read(envelope).cipher)
    text = email.message_from_bytes(opened).get_payload()
    assert isinstance(text, str)
    token = json.loads(text.split("-----BEGIN MESSAGE-----")[1].split("-----END MESSAGE-----")[0])
    assert token["consumer_key"].startswith("CK_75b2eb55")
    assert token["consumer_key"].endswith("61399")
    assert "2026-01-17T11:02:21Z" == token["access_token_expiry"]
    with pytest.raises(ValueError):  # which is why there is a reader of our own
        pkcs7.pkcs7_decrypt_der(envelope, certificate, key, [])


def test_the_real_server_token_opens_for_nobody_else() -> None:
    """T33: with another key there is an error, or, once in hundreds of keys, something that is no token."""
    envelope = email.message_from_bytes(shared(TOKEN).read_bytes()).get_payload(decode=True)
    assert isinstance(envelope, bytes)
    certificate = x509.load_pem_x509_certificate(
        shared("vectors/dep/apple-mdm-client-tests-1.crt").read_bytes()
    )

    try:
        opened = decrypt_enveloped(
            envelope, certificate=certificate.public_bytes(serialization.Encoding.DER), key=rsa_key()
        )
    except DecodeError:
        return
    assert b"MESSAGE" not in opened
