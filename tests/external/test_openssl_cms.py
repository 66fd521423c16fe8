"""OpenSSL as the judge of the CMS verifier and signer (``make test-all``; without openssl this fails).

Only ``openssl cms`` is used, never ``openssl smime``: PKCS7_verify behind it has used freed memory (T28).
"""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest
from asn1crypto import cms as asn1_cms
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from pymdm.crypto import cms
from pymdm.crypto.cms._algorithms import ALGORITHM_BY_NAME
from pymdm.errors import SignatureInvalid
from tests.support import ROOT
from tests.unit.crypto.cms import forge
from tests.unit.crypto.cms.forge import BODY

ANY_ALGORITHM = cms.Policy(
    name="ANY_ALGORITHM",
    algorithms=frozenset(ALGORITHM_BY_NAME),
    minimum_rsa_bits=2048,
    attributes_required=False,
    max_attached=100_000,
)
KEYS: dict[str, Callable[[], cms.PrivateKeySigner]] = {
    "rsa": forge.rsa_signer,
    "p256": forge.ec_signer,
    "p384": lambda: forge.ec_signer("secp384r1"),
    "p521": lambda: forge.ec_signer("secp521r1"),
}
TAMPERING = ("none", "body", "signature")  # two of three are bad


@attrs.frozen(kw_only=True)
class Made:
    """A fresh signature, detached or not, and what it was to be over."""

    signed: bytes
    content: bytes | None


@pytest.fixture(scope="session")
def openssl() -> str:
    found = shutil.which("openssl")
    if found is None:
        pytest.fail("openssl is needed as an outside judge; install it, or run `make test` instead")
    return found


def _judged_good_by_openssl(openssl: str, made: Made, folder: Path) -> bool:
    (folder / "signed").write_bytes(made.signed)
    command = [openssl, "cms", "-verify", "-noverify", "-binary", "-inform", "DER"]
    command += ["-in", str(folder / "signed"), "-out", str(folder / "out")]
    if made.content is not None:
        (folder / "content").write_bytes(made.content)
        command += ["-content", str(folder / "content")]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _judged_good_by_us(made: Made) -> bool:
    try:
        if made.content is None:
            cms.verify_attached(made.signed, policy=ANY_ALGORITHM)
        else:
            cms.verify_detached(made.signed, made.content, policy=ANY_ALGORITHM)
    except SignatureInvalid:
        return False
    return True


def _sign_with_openssl(openssl: str, key: str, options: list[str], folder: Path) -> bytes:
    signer = KEYS[key]()
    certificate = x509.load_der_x509_certificate(signer.certificate)
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        signer.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    (folder / "body").write_bytes(BODY)
    files = [
        "-in",
        "body",
        "-signer",
        "certificate.pem",
        "-inkey",
        "key.pem",
        "-out",
        "made",
        "-outform",
        "DER",
    ]
    command = [openssl, "cms", "-sign", "-binary", *files, *options]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return (folder / "made").read_bytes()


def _tampered(made: Made, tampering: str) -> Made:
    if tampering == "none":
        return made
    if tampering == "signature":
        signature = asn1_cms.ContentInfo.load(made.signed)["content"]["signer_infos"][0]["signature"].native
        at = made.signed.rindex(signature) + len(signature) - 1
        return attrs.evolve(made, signed=_flipped(made.signed, at))
    if made.content is not None:
        return attrs.evolve(made, content=_flipped(made.content, len(BODY) // 2))
    return attrs.evolve(made, signed=_flipped(made.signed, made.signed.index(BODY) + len(BODY) // 2))


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


_OPENSSL_SHAPES = {
    "attributes": [],
    "noattr": ["-noattr"],
    "noattr stream": ["-noattr", "-stream"],
    "attached": ["-nodetach"],
    "attached noattr stream": ["-nodetach", "-noattr", "-stream"],
    "keyid": ["-keyid"],
}


@pytest.mark.parametrize("shape", _OPENSSL_SHAPES)
@pytest.mark.parametrize("key", KEYS)
def test_openssl_and_we_agree_on_what_openssl_signs(
    openssl: str, shape: str, key: str, tmp_path: Path
) -> None:
    for digest in ("sha1", "sha256", "sha512"):
        signed = _sign_with_openssl(openssl, key, [*_OPENSSL_SHAPES[shape], "-md", digest], tmp_path)
        for tampering in TAMPERING:
            # OpenSSL's -stream carries the content along unasked; it stays a signature for content beside it.
            content = None if "-nodetach" in _OPENSSL_SHAPES[shape] else BODY
            made = _tampered(Made(signed=signed, content=content), tampering)
            verdict = _judged_good_by_openssl(openssl, made, tmp_path)

            assert (tampering == "none") == verdict, (digest, tampering)
            assert verdict == _judged_good_by_us(made), (digest, tampering)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("encoding", ["ber", "der"])
@pytest.mark.parametrize("attributes", [False, True], ids=["no attributes", "attributes"])
def test_openssl_and_we_agree_on_what_we_sign(
    openssl: str, key: str, encoding: str, attributes: bool, tmp_path: Path
) -> None:
    for digest, detached, tampering in itertools.product(
        ("sha1", "sha256", "sha384"), (True, False), TAMPERING
    ):
        shape = cms.Shape(
            attributes=attributes,
            digest=digest,  # type: ignore[arg-type]
            encoding=encoding,  # type: ignore[arg-type]
            detached=detached,
            named_by="key" if digest == "sha384" else "issuer and serial",
        )
        signed = cms.sign(BODY, KEYS[key](), shape=shape, signing_time=forge.NOW if attributes else None)
        made = _tampered(Made(signed=signed, content=BODY if detached else None), tampering)
        verdict = _judged_good_by_openssl(openssl, made, tmp_path)

        assert (tampering == "none") == verdict, (shape, tampering)
        assert verdict == _judged_good_by_us(made), (shape, tampering)


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
@pytest.mark.parametrize("maker", ["openssl", "pymdm"])
def test_openssl_and_we_agree_on_pss(openssl: str, maker: str, digest: str, tmp_path: Path) -> None:
    if maker == "openssl":
        options = ["-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:-1", "-md", digest]
        signed = _sign_with_openssl(openssl, "rsa", options, tmp_path)
    else:
        shape = cms.Shape(digest=digest, detached=True, rsa_padding="pss")  # type: ignore[arg-type]
        signed = cms.sign(BODY, forge.rsa_signer(), shape=shape)
    for tampering in TAMPERING:
        made = _tampered(Made(signed=signed, content=BODY), tampering)

        assert (tampering == "none") == _judged_good_by_us(made)
        assert (tampering == "none") == _judged_good_by_openssl(openssl, made, tmp_path)


def test_openssl_trusts_the_chain_of_what_we_sign(openssl: str, tmp_path: Path) -> None:
    """With the certificate checked as well, against an authority that issued it."""
    authority = forge.certificate(forge.rsa_key(20), subject=forge.name("ca"), ca=True)
    der = forge.certificate(forge.rsa_key(), issuer=forge.name("ca"), issuer_key=forge.rsa_key(20))
    signer = cms.PrivateKeySigner(certificate=der, key=forge.rsa_key())
    pem = x509.load_der_x509_certificate(authority).public_bytes(serialization.Encoding.PEM)
    (tmp_path / "ca.pem").write_bytes(pem)
    for shape in (cms.APPLE_BER, cms.APPLE_DER):
        (tmp_path / "signed").write_bytes(cms.sign(BODY, signer, shape=shape))
        (tmp_path / "content").write_bytes(BODY)
        command = [
            openssl,
            "cms",
            "-verify",
            "-binary",
            "-inform",
            "DER",
            "-in",
            "signed",
            "-content",
            "content",
        ]
        options = ["-CAfile", "ca.pem", "-purpose", "any", "-attime", "1760000000", "-out", "out"]
        done = subprocess.run([*command, *options], cwd=tmp_path, capture_output=True, check=False)

        assert 0 == done.returncode, done.stderr


@pytest.mark.parametrize(
    "case",
    sorted(path.parent for path in (ROOT / "tests/vectors/cms").glob("*/expected.json")),
    ids=lambda case: case.name,
)
def test_openssl_says_of_the_vectors_what_is_written_beside_them(
    openssl: str, case: Path, tmp_path: Path
) -> None:
    expected = json.loads((case / "expected.json").read_text())
    content = case / "content.bin"
    made = Made(
        signed=(case / "input.der").read_bytes(), content=content.read_bytes() if content.exists() else None
    )

    assert (expected["openssl"] == "accepts") == _judged_good_by_openssl(openssl, made, tmp_path)
