"""Getting a first identity by SCEP: the challenge, and what it is good for."""

from __future__ import annotations

import threading
from base64 import b64encode
from typing import Any
from urllib.parse import quote

import attrs
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import AttributeOID, NameOID

from pymdm.crypto import fingerprint
from pymdm.crypto.csr import make_csr
from pymdm.crypto.envelope import Cipher
from pymdm.crypto.scep import FailInfo, MessageType, PKIStatus
from pymdm.crypto.secret import Secret
from pymdm.errors import Reason
from pymdm.service import verbs as vb
from pymdm.service.sessions import SESSION_LIFETIME, challenge_digest
from pymdm.stores import MemoryStore
from tests.unit.crypto.certs import ec_key, rsa_key
from tests.unit.service.scep_scene import DAY, Client, CountingCA, Scene, granted, refused


def logged(scene: Scene, certificate: bytes) -> Any:
    """The line of the issue log."""
    [[line]] = scene.store.look_up([vb.IdentityQuery(fingerprint=fingerprint(certificate))])
    return line


def test_a_challenge_gets_one_certificate_for_its_session() -> None:
    """T42, T81: the issue log ties the certificate to the session."""
    scene = Scene()
    opened = scene.open(user="sam@example.com")
    reply = scene.enroll(opened.challenge.reveal())
    [certificate] = granted(reply)
    assert fingerprint(certificate) == reply.issued
    line = logged(scene, certificate)
    assert opened.session == line.session
    assert scene.now + 397 * DAY == line.not_after


def test_only_the_hash_of_a_challenge_is_stored() -> None:
    """T42: whoever reads the database cannot use what waits in it."""
    scene = Scene()
    opened = scene.open()
    query = vb.ChallengeQuery(digest=challenge_digest(opened.challenge.reveal()))
    stored: Any = scene.store.look_up([query])[0][0]
    assert opened.challenge.reveal() not in repr(attrs.asdict(stored))
    assert opened.session == stored.session


@pytest.mark.parametrize("challenge", [None, "", "guess", "x" * 255])
def test_without_the_challenge_there_is_no_certificate(challenge: str | None) -> None:
    """T42: and no work for the CA."""
    scene = Scene()
    scene.open()
    signed = CountingCA(scene)
    assert Reason.CHALLENGE_UNKNOWN is refused(scene.enroll(challenge))
    assert 0 == signed.count


def test_a_challenge_cannot_be_used_twice() -> None:
    """T42: another key, another transaction, or both."""
    scene = Scene()
    challenge = scene.open().challenge.reveal()
    granted(scene.enroll(challenge))
    signed = CountingCA(scene)
    for other in (
        Client(transaction_id="other"),
        Client(key=rsa_key(2)),
        Client(key=rsa_key(2), transaction_id="other"),
    ):
        assert Reason.CHALLENGE_USED is refused(scene.enroll(challenge, other), other)
    assert 0 == signed.count


def test_a_challenge_lives_for_a_week() -> None:
    """T43."""
    scene = Scene()
    late, later = scene.open(), scene.open()
    scene.now += SESSION_LIFETIME - DAY / 24
    granted(scene.enroll(late.challenge.reveal()))
    scene.now += DAY / 24
    assert Reason.CHALLENGE_EXPIRED is refused(scene.enroll(later.challenge.reveal()))
    assert 7 * DAY == SESSION_LIFETIME


def test_the_same_request_again_gets_the_same_certificate() -> None:
    """F50: the answer was lost; the device asks again, at last even after the challenge has ended."""
    scene = Scene()
    challenge = scene.open().challenge.reveal()
    first = granted(scene.enroll(challenge))
    signed = CountingCA(scene)
    again = attrs.evolve(Client(), nonce=b"another nonce of")
    assert first == granted(scene.enroll(challenge, again), again)
    scene.now += 2 * SESSION_LIFETIME
    assert first == granted(scene.enroll(challenge))
    assert 0 == signed.count


class Meeting(MemoryStore):
    """Lets two requests look their challenge up before either uses it."""

    def __init__(self) -> None:
        super().__init__()
        self._both = threading.Barrier(2, timeout=30)

    def look_up(self, batch: Any, /) -> Any:
        found = super().look_up(batch)
        if isinstance(batch[0], vb.ChallengeQuery):
            self._both.wait()
        return found


def at_once(scene: Scene, *requests: tuple[str, Client]) -> list[Any]:
    answers: list[Any] = [None, None]

    def run(number: int) -> None:
        challenge, client = requests[number]
        answers[number] = scene.enroll(challenge, client)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_two_requests_at_once_one_wins() -> None:
    """T42: both were told that the challenge is fresh; the issuing transaction decides."""
    scene = Scene(store=Meeting())
    challenge = scene.open().challenge.reveal()
    one, two = Client(), Client(key=rsa_key(2), transaction_id="other")
    answers = at_once(scene, (challenge, one), (challenge, two))
    read = [client.read(answer) for client, answer in zip((one, two), answers, strict=True)]
    assert [PKIStatus.SUCCESS, PKIStatus.FAILURE] == sorted(response.status for response in read)
    assert {None, Reason.CHALLENGE_USED} == {answer.reason for answer in answers}


def test_a_request_that_overtakes_itself_gets_one_certificate() -> None:
    """F50: the device gave up waiting and asked again while the first request was still at work."""
    scene = Scene(store=Meeting())
    challenge = scene.open().challenge.reveal()
    first, second = at_once(scene, (challenge, Client()), (challenge, Client()))
    assert granted(first) == granted(second)


def test_the_server_chooses_what_the_certificate_says() -> None:
    """T46: subject, alternative names and extensions of the request are wishes."""
    scene = Scene()
    challenge = scene.open().challenge.reveal()
    hostile = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "admin")]))
        .add_attribute(AttributeOID.CHALLENGE_PASSWORD, challenge.encode())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("mdm.example.com")]), critical=False)
        .sign(rsa_key(1), hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
    )
    [der] = granted(scene.ask(Client().message(None, csr=hostile)))
    issued = x509.load_der_x509_certificate(der)
    assert "CN=MDM identity" == issued.subject.rfc4514_string()
    assert not issued.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    with pytest.raises(x509.ExtensionNotFound):
        issued.extensions.get_extension_for_class(x509.SubjectAlternativeName)


@pytest.mark.parametrize("number", sorted(set(range(256)) - {MessageType.PKCS_REQ, MessageType.RENEWAL_REQ}))
def test_no_other_type_of_message_gets_past_the_challenge(number: int) -> None:
    """T44: an UpdateReq must not be an enrollment without a password."""
    scene = Scene()
    reply = scene.ask(Client().message(scene.open().challenge.reveal(), message_type=number))
    assert None is refused(reply)
    assert "expected PKCSReq (19) or RenewalReq (17)" == reply.detail


@pytest.mark.parametrize("cipher", [Cipher.AES_128_CBC, Cipher.AES_256_CBC, Cipher.TRIPLE_DES_CBC])
@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha512"])
def test_clients_old_and_new_are_understood(cipher: Cipher, digest: str) -> None:
    scene = Scene()
    challenge = scene.open().challenge.reveal()
    assert 1 == len(granted(scene.ask(Client().message(challenge, cipher=cipher, digest=digest))))


@pytest.mark.parametrize("quoted", [False, True])
def test_a_request_may_come_in_the_url(quoted: bool) -> None:
    scene = Scene()
    text = b64encode(Client().message(scene.open().challenge.reveal())).decode()
    message = (quote(text, safe="") if quoted else text).encode()
    assert 1 == len(granted(scene.ask(message, method="GET")))


def test_a_weak_key_is_told_to_be_one() -> None:
    scene = Scene()
    weak = make_csr(rsa_key(9, 1024), challenge=Secret(scene.open().challenge.reveal()))
    client = Client()
    reply = scene.ask(client.message(None, csr=weak, message_type=MessageType.RENEWAL_REQ))
    response = client.read(reply)
    assert (PKIStatus.FAILURE, FailInfo.BAD_ALG) == (response.status, response.fail_info)


def test_a_request_for_somebody_elses_key_is_refused() -> None:
    """T42: a challenge that was stolen on its way cannot be put beside another's key."""
    scene = Scene()
    foreign = make_csr(ec_key(1), challenge=Secret(scene.open().challenge.reveal()))
    client = Client()
    response = client.read(scene.ask(client.message(None, csr=foreign)))
    assert (PKIStatus.FAILURE, FailInfo.BAD_MESSAGE_CHECK) == (response.status, response.fail_info)


@pytest.mark.parametrize(
    "message", [b"", b"hello", b"\x30\x80\x00\x00", b"\x30\x03\x02\x01\x01", b"x" * 70_000]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_no_message_is_a_bad_request(message: bytes, method: str) -> None:
    """T17: never 401 or 403, whatever a stranger sends."""
    reply = Scene().ask(message, method=method)
    assert reply.status == (413 if method == "GET" and len(message) > 16_384 else 400)
    assert reply.body in (b"Bad Request\n", b"Content Too Large\n")


def test_a_message_that_was_changed_is_a_bad_request() -> None:
    scene = Scene()
    good = Client().message(scene.open().challenge.reveal())
    assert 400 == scene.ask(good[:-1] + bytes([good[-1] ^ 1])).status
