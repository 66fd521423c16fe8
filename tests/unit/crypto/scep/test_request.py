"""Which requests are let in: SCEP, RFC 8894, section 3."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from pymdm.crypto import CertificateAuthority, cms
from pymdm.crypto.csr import make_csr, parse_csr
from pymdm.crypto.envelope import STRONG_CIPHERS, Cipher, encrypt_enveloped
from pymdm.crypto.scep import FailInfo, MessageType, _request, temporary_certificate
from pymdm.errors import DecodeError, Reason, SignatureInvalid
from tests.unit.crypto.cms.forge import ec_key, ec_signer, rsa_key, rsa_signer, seq, tlv
from tests.unit.crypto.envelope.enveloping import Parts as Envelope
from tests.unit.crypto.envelope.enveloping import encrypted
from tests.unit.crypto.scep.talk import (
    AUTHORITY,
    CHALLENGE,
    MESSAGE_TYPE,
    NONCE,
    NOW,
    TRANSACTION,
    attribute,
    client,
    decoded,
    dice,
    identity,
    message,
    refusal,
    request,
    weak_client,
)

SAME_FOR_ALL = "expected a certificate request, encrypted to this authority and signed by its own key"


def envelope(csr: bytes | None = None, **how: Any) -> bytes:
    """A good envelope, or one with another content or recipient."""
    content = make_csr(client().key, challenge=CHALLENGE) if csr is None else csr
    return encrypt_enveloped(content, **({"recipient": AUTHORITY.certificate, "random": dice} | how))


def test_a_first_request_is_read() -> None:
    read = decoded(request())

    assert MessageType.PKCS_REQ is read.message_type
    assert TRANSACTION == read.transaction_id
    assert NONCE == read.sender_nonce
    assert client().certificate == read.signer
    assert client().key.public_key() == read.public_key
    assert CHALLENGE == read.challenge
    assert AUTHORITY is read.authority


def test_a_renewal_is_signed_with_the_old_identity_for_a_new_key() -> None:
    issued, old = identity()
    csr = make_csr(rsa_key(53))
    read = decoded(request(old, csr=csr, message_type=MessageType.RENEWAL_REQ))

    assert MessageType.RENEWAL_REQ is read.message_type
    assert issued.certificate == read.signer
    assert rsa_key(53).public_key() == read.public_key
    assert None is read.challenge


def test_a_renewal_may_keep_the_key_or_change_its_kind() -> None:
    _, old = identity()
    for key in (old.key, ec_key()):
        read = decoded(request(old, csr=make_csr(key), message_type=MessageType.RENEWAL_REQ))

        assert key.public_key() == read.public_key


def test_a_repeated_request_is_known_by_transaction_and_key() -> None:
    """F50: other nonces, other bytes, the same two."""
    first, again = (decoded(request(sender_nonce=nonce)) for nonce in (NONCE, bytes(16)))

    assert (first.transaction_id, first.public_key_digest) == (again.transaction_id, again.public_key_digest)


def test_nothing_of_what_is_secret_shows() -> None:
    shown = repr(decoded(request()))

    assert "sesame" not in shown
    assert NONCE.hex() not in shown


@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha384", "sha512"])
def test_every_digest_of_clients_is_read(digest: str) -> None:
    assert digest == decoded(request(digest=digest)).message.digest


@pytest.mark.parametrize("cipher", ["aes128", "aes192", "aes256", "3des", "des"])
def test_every_cipher_of_clients_is_read(cipher: str) -> None:
    csr = make_csr(client().key)
    made = Envelope.right(AUTHORITY.certificate, rsa_key(50), cipher=cipher, content=csr).encode()

    assert client().key.public_key() == decoded(message(made)).public_key


def test_every_strong_cipher_is_written() -> None:
    assert STRONG_CIPHERS == {decoded(request(cipher=cipher)).cipher for cipher in STRONG_CIPHERS}


# --- T44: only two types of message


@pytest.mark.parametrize("number", range(256))
def test_t44_no_other_type_of_message_is_even_decrypted(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """T44: the same good request under every number; deny before a request is parsed."""
    touched: list[str] = []
    for name in ("decrypt_enveloped", "parse_csr"):
        real = getattr(_request, name)
        monkeypatch.setattr(
            _request, name, lambda *a, _real=real, _name=name, **k: (touched.append(_name), _real(*a, **k))[1]
        )
    data = message(envelope(), message_type=[attribute(MESSAGE_TYPE, tlv(0x13, str(number).encode()))])
    if number in (17, 19):
        assert number == decoded(data).message_type
        assert ["decrypt_enveloped", "parse_csr"] == touched
    else:
        refused = refusal(data)
        assert FailInfo.BAD_REQUEST is refused.fail_info
        assert number == refused.message.message_type
        assert [] == touched


@pytest.mark.parametrize("text", ["019", "+19", "19 ", "0x13", "1e1", "256", "-1", "", "１９"])
def test_t44_a_number_is_spelled_in_one_way_only(text: str) -> None:
    data = message(envelope(), message_type=[attribute(MESSAGE_TYPE, tlv(0x0C, text.encode()))])
    with pytest.raises(DecodeError, match="messageType"):
        decoded(data)


def test_t44_a_type_that_is_not_signed_does_not_count() -> None:
    """As unsigned attributes a second type could be put beside the signed one."""
    data = message(envelope(), message_type=[])
    with pytest.raises(DecodeError, match="messageType: expected this signed attribute"):
        decoded(data)


# --- what else is refused, and what its sender is told


def test_a_first_request_has_to_be_signed_with_its_own_key() -> None:
    stolen = request(client(54), csr=make_csr(client().key, challenge=CHALLENGE))
    refused = refusal(stolen)

    assert SAME_FOR_ALL == str(refused)
    assert FailInfo.BAD_MESSAGE_CHECK is refused.fail_info


def test_a_request_without_a_nonce_is_refused() -> None:
    refused = refusal(message(envelope(), sender_nonce=[]))

    assert FailInfo.BAD_REQUEST is refused.fail_info
    assert "expected a senderNonce" == str(refused)


@pytest.mark.parametrize("signer", [weak_client(), ec_signer()], ids=["RSA-1024", "EC"])
def test_a_signer_to_whom_no_answer_can_be_encrypted_is_told_so(signer: cms.PrivateKeySigner) -> None:
    refused = refusal(message(envelope(), signer))

    assert FailInfo.BAD_ALG is refused.fail_info
    assert "RSA key of 2048 bits or more" in str(refused)


def test_a_weak_key_is_refused_and_the_text_helps() -> None:
    _, old = identity()
    refused = refusal(request(old, csr=make_csr(weak_client().key), message_type=MessageType.RENEWAL_REQ))

    assert FailInfo.BAD_ALG is refused.fail_info
    assert "set Keysize in the SCEP payload" in str(refused)


def test_an_unknown_cipher_is_refused_as_such() -> None:
    made = Envelope.right(AUTHORITY.certificate, rsa_key(50))
    made.algorithm = seq(bytes.fromhex("06082a864886f70d0302"), seq(b"\x02\x01\x3a"))  # RC2
    refused = refusal(message(made.encode()))

    assert FailInfo.BAD_ALG is refused.fail_info
    assert "AES, triple DES or DES" in str(refused)


@pytest.mark.parametrize("content", [b"", b"nonsense", seq()])
def test_a_message_without_an_envelope_is_refused(content: bytes) -> None:
    refused = refusal(message(content))

    assert FailInfo.BAD_MESSAGE_CHECK is refused.fail_info
    assert "expected one CMS EnvelopedData message" in str(refused)


def broken_padding() -> bytes:
    made = Envelope.right(AUTHORITY.certificate, rsa_key(50))
    made.content = encrypted(bytes(32), "aes128", bytes(range(1, 17)), pad=False)
    return made.encode()


def wrong_key() -> bytes:
    return Envelope.right(AUTHORITY.certificate, rsa_key(50), content_key=bytes(8)).encode()


CLOSED = {
    "for somebody else": lambda: envelope(recipient=rsa_signer(55).certificate),
    "wrong content key": wrong_key,
    "broken padding": broken_padding,
    "no request inside": lambda: envelope(b"nonsense"),
    "a request cut short": lambda: envelope(make_csr(client().key)[:-1]),
    "a request changed": lambda: envelope(make_csr(client().key).replace(b"pymdm", b"pymdn")),
    "somebody else's request": lambda: envelope(make_csr(client(54).key)),
}


@pytest.mark.parametrize("name", CLOSED)
def test_t33_answers_do_not_tell_what_is_in_an_envelope(name: str) -> None:
    """T33: who has recorded another one's request may sign it, changed, with a key of his own, and look."""
    refused = refusal(message(CLOSED[name]()))

    assert FailInfo.BAD_MESSAGE_CHECK is refused.fail_info
    assert SAME_FOR_ALL == str(refused)
    assert None is refused.__cause__
    assert None is refused.__context__


@pytest.mark.parametrize("name", CLOSED)
def test_t33_what_does_not_decrypt_is_read_like_what_does(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """T33: both take the same way, so that no clock tells them apart either."""
    read: list[bytes] = []

    def spy(content: bytes) -> Any:
        read.append(content)
        return parse_csr(content)

    monkeypatch.setattr(_request, "parse_csr", spy)
    refusal(message(CLOSED[name]()))

    assert 1 == len(read)


def test_a_wrong_signature_is_no_message_at_all() -> None:
    data = bytearray(request())
    data[-1] ^= 1
    with pytest.raises(SignatureInvalid) as caught:
        decoded(bytes(data))
    assert Reason.SIGNATURE_WRONG is caught.value.reason


def test_with_an_ec_authority_the_error_says_what_to_do() -> None:
    authority = CertificateAuthority.create("EC", now=NOW, key=ec_key())
    with pytest.raises(ValueError, match="beside an EC authority use a registration authority"):
        decoded(request(), authority=authority)
    with pytest.raises(ValueError, match="needs an authority with an RSA key"):
        decoded(request(), former=(authority,))


# --- T46: what a request wishes for


def test_t46_a_hostile_request_chooses_nothing_but_the_key() -> None:
    """T46: subject, alternative names, constraints and purposes of a request do not reach a certificate."""
    hostile = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "admin"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Evil"),
        ]
    )
    builder = x509.CertificateSigningRequestBuilder().subject_name(hostile)
    for wish, critical in (
        (x509.BasicConstraints(ca=True, path_length=None), True),
        (
            x509.SubjectAlternativeName(
                [x509.DNSName("mdm.example.com"), x509.RFC822Name("root@example.com")]
            ),
            False,
        ),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.OCSP_SIGNING]), False),
        (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True),
    ):
        builder = builder.add_extension(wish, critical=critical)
    csr = builder.sign(client().key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    read = decoded(request(csr=csr))
    issued = AUTHORITY.issue_identity(common_name="device 7", now=NOW, public_key=read.public_key)
    made = x509.load_der_x509_certificate(issued.certificate)

    assert (
        "basicConstraints",
        "subjectAltName",
        "extendedKeyUsage",
        "1.2.3.4",
    ) == read.csr.requested_extensions
    assert "CN=admin, O=Evil" == read.csr.subject_text
    assert "CN=device 7" == made.subject.rfc4514_string()
    assert not made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    purposes = made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [ExtendedKeyUsageOID.CLIENT_AUTH] == list(purposes)
    assert {
        x509.BasicConstraints,
        x509.KeyUsage,
        x509.ExtendedKeyUsage,
        x509.SubjectKeyIdentifier,
        x509.AuthorityKeyIdentifier,
    } == {type(each.value) for each in made.extensions}
    assert client().key.public_key() == made.public_key()


# --- T86: rollover


def test_t86_a_request_to_the_authority_of_before_is_still_read() -> None:
    """T86: a client keeps the certificate that GetCACert gave it."""
    successor = AUTHORITY.successor(now=NOW, key=rsa_key(56))
    read = decoded(request(), authority=successor, former=(AUTHORITY,))

    assert AUTHORITY is read.authority
    assert (
        successor
        is decoded(
            request(recipient=successor.certificate), authority=successor, former=(AUTHORITY,)
        ).authority
    )
    assert FailInfo.BAD_MESSAGE_CHECK is refusal(request(), authority=successor).fail_info


def test_the_throw_away_certificate_is_signed_with_its_own_key() -> None:
    made = x509.load_der_x509_certificate(temporary_certificate(rsa_key(51), now=NOW, common_name="client"))

    made.verify_directly_issued_by(made)
    assert "CN=client" == made.subject.rfc4514_string()
    assert made.not_valid_before_utc < NOW < made.not_valid_after_utc


def test_a_cipher_is_named_in_the_request() -> None:
    assert Cipher.TRIPLE_DES_CBC is decoded(request(cipher=Cipher.TRIPLE_DES_CBC)).cipher
