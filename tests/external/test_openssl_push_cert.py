"""OpenSSL as the judge of push certificates, requests and what a vendor signs, in both directions."""

from __future__ import annotations

import plistlib
import shutil
import subprocess
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pymdm.apns import PushCertificate
from pymdm.apns._certificate_file import encrypted_key
from pymdm.apns._pem import pem
from pymdm.apns.vendor import Digest, push_request, sign_push_request, vendor_request
from pymdm.testing import FAKE_TOPIC, FakePushCA, fake_push_certificate
from tests.unit.apns.vendors import NOW, vendor
from tests.unit.crypto.certs import rsa_key

SECRET = "correct horse"
#: What OpenSSL makes begins when the test runs, so that is when it is judged, an hour later.
TODAY = datetime.now(UTC) + timedelta(hours=1)
LONG = "-days 36500"
#: How Keychain and older OpenSSL write private keys under a password, and how newer ones do.
KEYS = {
    "PKCS#8": "pkcs8 -topk8 -in {key} -out out.key -passout pass:{secret}",
    "PKCS#8 with 3DES": "pkcs8 -topk8 -v2 des3 -in {key} -out out.key -passout pass:{secret}",
    "PKCS#8 by PBES1": "pkcs8 -topk8 -v1 PBE-SHA1-3DES -in {key} -out out.key -passout pass:{secret}",
    "PKCS#8 with scrypt": "pkcs8 -topk8 -scrypt -in {key} -out out.key -passout pass:{secret}",
    "PKCS#8 in DER": "pkcs8 -topk8 -outform DER -in {key} -out out.key -passout pass:{secret}",
}
PROC_TYPE = ("aes256", "aes128", "des3")
CONTAINERS = {
    "modern": "",
    "legacy, RC2 and 3DES": "-legacy",
    "3DES": "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1",
    "certificate in clear": "-certpbe NONE",
}


@pytest.fixture(scope="session")
def openssl() -> str:
    found = shutil.which("openssl")
    if found is None:
        pytest.fail("openssl is needed as an outside judge; install it, or run `make test` instead")
    return found


def run(openssl: str, folder: Path, command: str, *more: str) -> bytes:
    done = subprocess.run([openssl, *command.split(), *more], cwd=folder, capture_output=True, check=False)
    assert 0 == done.returncode, done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="session", params=["rsa", "ec"])
def first(openssl: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    folder = tmp_path_factory.mktemp(request.param)
    make(openssl, folder, kind=request.param)
    return folder


@pytest.fixture
def made(first: Path, tmp_path: Path) -> Path:
    """A folder with a push certificate by OpenSSL: ca.pem, push.pem (certificate), push.key, in clear."""
    shutil.copytree(first, tmp_path, dirs_exist_ok=True)
    return tmp_path


def make(
    openssl: str,
    folder: Path,
    *,
    kind: str = "rsa",
    subject: str = f"/UID={FAKE_TOPIC}/CN=APSP:1/C=US",
    days: str = LONG,
) -> None:
    key = {"rsa": "-newkey rsa:2048", "ec": "-newkey ec -pkeyopt ec_paramgen_curve:P-256"}[kind]
    run(openssl, folder, f"req -x509 {key} -nodes -keyout ca.key -out ca.pem {LONG} -subj", "/CN=CA")
    run(openssl, folder, f"req -new {key} -nodes -keyout push.key -out push.csr -subj", subject)
    run(openssl, folder, f"x509 -req -in push.csr -CA ca.pem -CAkey ca.key -out push.pem {days}")


def loaded(folder: Path, key: str = "push.key", password: str | None = None) -> PushCertificate:
    return PushCertificate.load(folder / "push.pem", key=folder / key, password=password, now=TODAY)


# --- what OpenSSL writes


def test_a_certificate_of_openssl_is_read_as_openssl_reads_it(openssl: str, made: Path) -> None:
    folder = made
    found = loaded(folder)
    told = run(openssl, folder, "x509 -in push.pem -noout -serial -fingerprint -sha256 -enddate").decode()

    assert FAKE_TOPIC == found.topic
    assert f"serial={found.serial:X}" in told.replace("serial=0", "serial=")
    assert found.fingerprint.hex().upper() in told.replace(":", "")
    assert f"{found.not_after:%b} {found.not_after.day:2} {found.not_after:%H:%M:%S %Y} GMT" in told


@pytest.mark.parametrize("command", KEYS.values(), ids=KEYS)
def test_keys_in_pkcs8_are_read_under_every_encryption(openssl: str, made: Path, command: str) -> None:
    folder = made
    run(openssl, folder, command.format(key="push.key", secret="pw"))

    assert FAKE_TOPIC == loaded(folder, "out.key", "pw").topic
    with pytest.raises(ValueError, match="expected the password of the private key; this is not it"):
        loaded(folder, "out.key", "wrong")
    with pytest.raises(ValueError, match="is encrypted and needs its password"):
        loaded(folder, "out.key")


@pytest.mark.parametrize("cipher", PROC_TYPE)
def test_keys_in_the_old_form_with_proc_type_are_read(openssl: str, made: Path, cipher: str) -> None:
    folder = made
    elliptic = b"id-ecPublicKey" in run(openssl, folder, "x509 -in push.pem -noout -text")
    command = "ec" if elliptic else "rsa -traditional"
    run(openssl, folder, f"{command} -{cipher} -in push.key -out out.key -passout pass:pw")
    assert b"Proc-Type: 4,ENCRYPTED" in (folder / "out.key").read_bytes()

    assert FAKE_TOPIC == loaded(folder, "out.key", "pw").topic
    with pytest.raises(ValueError, match="expected the password of the private key; this is not it"):
        loaded(folder, "out.key", "wrong")
    with pytest.raises(ValueError, match="is encrypted and needs its password"):
        loaded(folder, "out.key")


@pytest.mark.parametrize("password", ["pw", "wrong"])
def test_a_cipher_that_nobody_uses_any_more_is_told(openssl: str, made: Path, password: str) -> None:
    run(openssl, made, "pkcs8 -topk8 -v2 camellia-256-cbc -in push.key -out out.key -passout pass:pw")

    with pytest.raises(ValueError, match="write it anew with 'openssl pkcs8 -topk8'"):
        loaded(made, "out.key", password)


def test_an_ec_key_with_its_parameters_in_front_is_read(openssl: str, tmp_path: Path) -> None:
    make(openssl, tmp_path, kind="ec")
    parameters = run(openssl, tmp_path, "ecparam -name prime256v1")
    key = run(openssl, tmp_path, "ec -in push.key")
    (tmp_path / "both.pem").write_bytes(parameters + key + (tmp_path / "push.pem").read_bytes())

    assert FAKE_TOPIC == PushCertificate.load(tmp_path / "both.pem", now=TODAY).topic


@pytest.mark.parametrize("how", CONTAINERS.values(), ids=CONTAINERS)
def test_containers_are_read_in_old_and_new_forms(openssl: str, made: Path, how: str) -> None:
    folder = made
    export = (
        f"pkcs12 -export {how} -in push.pem -inkey push.key -certfile ca.pem -out push.p12 -passout pass:pw"
    )
    run(openssl, folder, export)
    found = PushCertificate.load(folder / "push.p12", password="pw", now=TODAY)

    assert loaded(folder).fingerprint == found.fingerprint
    assert 1 == len(found.chain)
    with pytest.raises(ValueError, match="expected the password of the PKCS#12 container; this is not it"):
        PushCertificate.load(folder / "push.p12", password="wrong", now=TODAY)
    with pytest.raises(ValueError, match="the PKCS#12 container needs its password"):
        PushCertificate.load(folder / "push.p12", now=TODAY)


def test_what_openssl_made_wrongly_is_refused_with_one_clear_error(openssl: str, tmp_path: Path) -> None:
    """Wrong key, no UID, wrong prefix, two UIDs, expired, encrypted without password, garbage."""
    make(openssl, tmp_path, subject="/CN=Example")
    refused(tmp_path, "this one has no UID")
    make(openssl, tmp_path, subject="/UID=com.example.app/CN=Apple Push Services: com.example.app")
    refused(tmp_path, "for the notifications of an app")
    make(openssl, tmp_path, subject=f"/UID={FAKE_TOPIC}/UID={FAKE_TOPIC}2/CN=x")
    refused(tmp_path, "several UIDs")
    expired = "-not_before 20200101000000Z -not_after 20210101000000Z"
    make(openssl, tmp_path)
    if b"-not_before" in run_help(openssl):
        make(openssl, tmp_path, days=expired)
    else:  # OpenSSL before 3.4 cannot sign for the past: the same with its CA command
        ca(openssl, tmp_path)
    refused(tmp_path, "it expired on 2021-01-01")
    make(openssl, tmp_path)
    run(openssl, tmp_path, "genrsa -out push.key 2048")
    refused(tmp_path, "expected the private key of the certificate; this is another one")
    run(openssl, tmp_path, "genrsa -aes256 -passout pass:pw -out push.key 2048")
    refused(tmp_path, "is encrypted and needs its password")
    (tmp_path / "push.key").write_bytes(run(openssl, tmp_path, "rand 2000"))
    refused(tmp_path, "expected a private key in PEM")
    (tmp_path / "push.pem").write_bytes(run(openssl, tmp_path, "rand 2000"))
    run(openssl, tmp_path, "genrsa -out push.key 2048")
    refused(tmp_path, "found none of them")


def refused(folder: Path, told: str) -> None:
    with pytest.raises(ValueError, match=told) as caught:
        loaded(folder)
    assert "\n" not in str(caught.value)


def run_help(openssl: str) -> bytes:
    return subprocess.run([openssl, "x509", "-help"], capture_output=True, check=False).stderr


def ca(openssl: str, folder: Path) -> None:
    (folder / "index.txt").write_text("")
    (folder / "ca.cnf").write_text(
        "[ca]\ndefault_ca=x\n[x]\ndatabase=index.txt\nrand_serial=yes\npolicy=p\ndefault_md=sha256\n"
        "[p]\nuserId=optional\ncommonName=optional\ncountryName=optional\n"
    )
    run(
        openssl,
        folder,
        "ca -batch -config ca.cnf -notext -in push.csr -cert ca.pem -keyfile ca.key -outdir . -out push.pem "
        "-startdate 20200101000000Z -enddate 20210101000000Z",
    )


# --- what we write


@pytest.mark.parametrize(
    "csr", [push_request(rsa_key(0), country="DE", organization="E"), vendor_request(rsa_key(0))]
)
def test_our_requests_verify_in_openssl(openssl: str, tmp_path: Path, csr: bytes) -> None:
    (tmp_path / "push.csr").write_bytes(pem("CERTIFICATE REQUEST", csr))
    told = run(openssl, tmp_path, "req -in push.csr -verify -noout -subject").decode()

    assert "MDM" in told


def test_our_encrypted_keys_are_read_by_openssl_with_the_password_only(openssl: str, tmp_path: Path) -> None:
    (tmp_path / "push.key").write_bytes(encrypted_key(rsa_key(0), SECRET))
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    (tmp_path / "wrong").write_text("another\n")
    clear = run(openssl, tmp_path, "pkey -in push.key -passin file:secret -pubout")
    wrong = [openssl, "pkey", "-in", "push.key", "-passin", "file:wrong", "-noout"]

    assert clear.startswith(b"-----BEGIN PUBLIC KEY-----")
    assert 0 != subprocess.run(wrong, cwd=tmp_path, capture_output=True, check=False).returncode


def test_what_to_pem_writes_is_a_chain_and_a_key_for_openssl(openssl: str, tmp_path: Path) -> None:
    yesterday = TODAY - timedelta(days=1)
    authority = FakePushCA.create(now=yesterday)
    push = fake_push_certificate(now=yesterday, ca=authority, key=rsa_key(0))
    (tmp_path / "push.pem").write_bytes(push.to_pem(password=SECRET))
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    (tmp_path / "ca.pem").write_bytes(authority.pem)

    assert b"push.pem: OK" in run(openssl, tmp_path, "verify -purpose sslclient -CAfile ca.pem push.pem")
    public = run(openssl, tmp_path, "x509 -in push.pem -noout -pubkey")
    assert public == run(openssl, tmp_path, "pkey -in push.pem -passin file:secret -pubout")


@pytest.mark.parametrize("digest", list(Digest))
def test_a_signed_request_holds_in_every_part_for_openssl(
    openssl: str, tmp_path: Path, digest: Digest
) -> None:
    by, csr = vendor(), push_request(rsa_key(0), country="DE")
    encoded = sign_push_request(
        csr,
        certificate=by.own,
        key=rsa_key(1),
        authorities=(by.intermediate, by.root),
        now=NOW,
        digest=digest,
        pins=by.pins,
    )
    (tmp_path / "push.b64").write_bytes(encoded)
    document = plistlib.loads(run(openssl, tmp_path, "base64 -d -A -in push.b64"))
    chain = document["PushCertCertificateChain"].split("-----END CERTIFICATE-----\n")[:-1]
    for name, text in zip(("vendor", "intermediate", "root"), chain, strict=True):
        (tmp_path / f"{name}.pem").write_text(f"{text}-----END CERTIFICATE-----\n")
    (tmp_path / "push.der").write_bytes(b64decode(document["PushCertRequestCSR"]))
    (tmp_path / "signature").write_bytes(b64decode(document["PushCertSignature"]))
    (tmp_path / "vendor.pub").write_bytes(run(openssl, tmp_path, "x509 -in vendor.pem -noout -pubkey"))

    at = f"-attime {int(NOW.timestamp())}"
    verified = run(openssl, tmp_path, f"verify {at} -CAfile root.pem -untrusted intermediate.pem vendor.pem")
    assert b"vendor.pem: OK" in verified
    dgst = f"dgst -{digest.value} -verify vendor.pub -signature signature push.der"
    assert b"Verified OK" in run(openssl, tmp_path, dgst)
    run(openssl, tmp_path, "req -inform DER -in push.der -verify -noout")
