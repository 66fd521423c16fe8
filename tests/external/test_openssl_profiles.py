"""OpenSSL as the judge of signed and encrypted profiles, in both directions.

Ours are verified and decrypted by ``openssl cms``, which knows nothing of how they were made; those that
OpenSSL makes, as administrators do by hand, are verified and decrypted by us.
"""

from __future__ import annotations

import plistlib
import secrets
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from pymdm.apns._pem import pem_certificate
from pymdm.crypto.cms import PrivateKeySigner
from pymdm.crypto.envelope import Cipher
from pymdm.crypto.profile_signers import ProfileSigners
from pymdm.enroll import (
    Recipient,
    decrypt_profile,
    encrypt_profile,
    open_profile,
    sign_profile,
    verify_profile,
)
from pymdm.errors import DecodeError, SignatureInvalid, VerificationError
from tests.unit.crypto.certs import NOW, FixedCA, ec_key, rsa_key, usage
from tests.unit.crypto.cms import forge
from tests.unit.enroll.profiles import (
    BETWEEN,
    CA,
    CLIP,
    DEVICE,
    OTHER_DEVICE,
    PLAIN,
    SIGNER,
    WEB,
    WIFI,
    document,
    written,
)

SIGNERS: dict[str, Callable[[], PrivateKeySigner]] = {
    "rsa": lambda: SIGNER,
    "p256": lambda: _ec("secp256r1"),
    "p384": lambda: _ec("secp384r1"),
    "p521": lambda: _ec("secp521r1"),
}
CIPHERS = {
    Cipher.AES_256_CBC: "-aes256",
    Cipher.AES_192_CBC: "-aes192",
    Cipher.AES_128_CBC: "-aes128",
    Cipher.TRIPLE_DES_CBC: "-des3",
}
AT = f"-attime {int((NOW + timedelta(days=1)).timestamp())}"
VERIFY = f"cms -verify -binary -inform DER -purpose any -CAfile root.pem {AT} -in signed -out content"
DECRYPT = "cms -decrypt -binary -inform DER -inkey key.pem -recip recipient.pem -in envelope -out payloads"
WAYS = ("none", "content", "signature", "chain")


def _ec(curve: str) -> PrivateKeySigner:
    key = forge.ec_key(curve)
    return PrivateKeySigner(certificate=BETWEEN.issue(key, subject="signer", extensions=WEB), key=key)


@pytest.fixture(scope="session")
def openssl() -> str:
    found = shutil.which("openssl")
    if found is None:
        pytest.fail("openssl is needed as an outside judge; install it, or run `make test` instead")
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Who is trusted, and whose key opens."""
    (tmp_path / "root.pem").write_bytes(pem_certificate(CA.der))
    (tmp_path / "recipient.pem").write_bytes(pem_certificate(DEVICE))
    (tmp_path / "key.pem").write_bytes(pem_key(rsa_key(1)))
    return tmp_path


def pem_key(key: forge.Key) -> bytes:
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(encoding, form, serialization.NoEncryption())


def accepts(openssl: str, folder: Path, command: str) -> bool:
    return (
        subprocess.run([openssl, *command.split()], cwd=folder, capture_output=True, check=False).returncode
        == 0
    )


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", SIGNERS)
def test_openssl_and_we_agree_on_profiles_that_we_sign(
    openssl: str, folder: Path, kind: str, way: str
) -> None:
    for profile in (
        PLAIN,
        written(WIFI),
        encrypt_profile(PLAIN, recipient=DEVICE, random=secrets.token_bytes),
    ):
        chain = () if way == "chain" else (BETWEEN.der,)
        signed = sign_profile(profile, signer=SIGNERS[kind](), chain=chain, signing_time=NOW)
        if way == "content":
            signed = flipped(signed, signed.index(profile) + len(profile) // 2)
        elif way == "signature":
            signed = flipped(signed, len(signed) - 1)
        (folder / "signed").write_bytes(signed)
        verdict = accepts(openssl, folder, VERIFY)

        assert (way == "none") == verdict
        assert verdict == trusted(signed)
        if verdict:
            assert profile == (folder / "content").read_bytes() == verify_profile(signed).content


def trusted(signed: bytes) -> bool:
    try:
        ProfileSigners([CA.der]).check(verify_profile(signed).signature, now=NOW)
    except (VerificationError, DecodeError):
        return False
    return True


@pytest.mark.parametrize("kind", SIGNERS)
@pytest.mark.parametrize("options", ["", "-md sha384", "-noattr", "-keyid", "-nosmimecap", "-stream"])
def test_openssl_and_we_agree_on_profiles_that_openssl_signs(
    openssl: str, folder: Path, kind: str, options: str
) -> None:
    signer = SIGNERS[kind]()
    if options == "-keyid":  # the certificates of these tests have no identifier of their key
        signer = {"rsa": forge.rsa_signer}.get(kind, forge.ec_signer)()
    (folder / "signer.pem").write_bytes(pem_certificate(signer.certificate))
    (folder / "signer.key").write_bytes(pem_key(signer.key))
    (folder / "chain.pem").write_bytes(pem_certificate(BETWEEN.der))
    (folder / "plain").write_bytes(PLAIN)
    files = "-in plain -signer signer.pem -inkey signer.key -certfile chain.pem -outform DER -out signed"
    assert accepts(openssl, folder, f"cms -sign -binary -nodetach {files} {options}")
    signed = (folder / "signed").read_bytes()

    assert PLAIN == verify_profile(signed).content
    assert signer.certificate == verify_profile(signed).signer.certificate
    for at in (signed.index(b"Office"), len(signed) - 40):
        broken = flipped(signed, at)
        (folder / "signed").write_bytes(broken)
        assert not accepts(openssl, folder, VERIFY.replace("-CAfile root.pem", "-noverify"))
        with pytest.raises(SignatureInvalid):
            verify_profile(broken)


@pytest.mark.parametrize("cipher", CIPHERS, ids=lambda cipher: cipher.value)
def test_openssl_decrypts_our_payloads_and_nobody_else_s(openssl: str, folder: Path, cipher: Cipher) -> None:
    for recipient, ours in ((DEVICE, True), (OTHER_DEVICE, False)):
        made = encrypt_profile(PLAIN, recipient=recipient, random=secrets.token_bytes, cipher=cipher)
        (folder / "envelope").write_bytes(plistlib.loads(made)["EncryptedPayloadContent"])

        assert ours == accepts(openssl, folder, DECRYPT)
        if ours:
            assert [WIFI, CLIP] == plistlib.loads((folder / "payloads").read_bytes())


@pytest.mark.parametrize("form", ["-outform DER", "-outform DER -stream"], ids=["DER", "BER"])
@pytest.mark.parametrize("transport", ["", "-keyopt rsa_padding_mode:oaep"], ids=["pkcs1", "oaep"])
@pytest.mark.parametrize("cipher", CIPHERS, ids=lambda cipher: cipher.value)
def test_we_decrypt_what_openssl_encrypts(
    openssl: str, folder: Path, cipher: Cipher, transport: str, form: str
) -> None:
    (folder / "in").write_bytes(plistlib.dumps([WIFI, CLIP]))
    to = f"-recip recipient.pem {transport}"
    assert accepts(openssl, folder, f"cms -encrypt -binary {CIPHERS[cipher]} {form} -in in -out made {to}")
    envelope = (folder / "made").read_bytes()
    profile = written(PayloadContent=None, EncryptedPayloadContent=envelope)

    assert document() == plistlib.loads(decrypt_profile(profile, certificate=DEVICE, key=rsa_key(1)))
    for certificate, key in ((OTHER_DEVICE, rsa_key(2)), (DEVICE, rsa_key(2))):
        with pytest.raises(DecodeError):
            decrypt_profile(profile, certificate=certificate, key=key)


def test_a_profile_made_by_hand_in_apple_s_order_is_opened(openssl: str, folder: Path) -> None:
    """Encrypt, put it in, sign: every step with OpenSSL."""
    (folder / "in").write_bytes(plistlib.dumps([WIFI, CLIP]))
    assert accepts(
        openssl, folder, "cms -encrypt -binary -aes256 -outform DER -in in -out made -recip recipient.pem"
    )
    envelope = (folder / "made").read_bytes()
    (folder / "plain").write_bytes(written(PayloadContent=None, EncryptedPayloadContent=envelope))
    (folder / "signer.pem").write_bytes(pem_certificate(SIGNER.certificate))
    (folder / "signer.key").write_bytes(pem_key(SIGNER.key))
    files = "-in plain -signer signer.pem -inkey signer.key -outform DER -out signed"
    assert accepts(openssl, folder, f"cms -sign -binary -nodetach {files}")
    found = open_profile(
        (folder / "signed").read_bytes(), recipient=Recipient(certificate=DEVICE, key=rsa_key(1))
    )

    assert document() == plistlib.loads(found.content)
    assert 1 == len(found.signatures)


def test_openssl_agrees_on_keys_with_ec_certificates_and_we_refuse_them(openssl: str, folder: Path) -> None:
    """ECDH is another kind of recipient, which Apple does not name and no device is known to take."""
    certificate = FixedCA.make(rsa_key(0)).issue(ec_key(1), extensions=(usage("digital_signature"),))
    (folder / "recipient.pem").write_bytes(pem_certificate(certificate))
    (folder / "in").write_bytes(plistlib.dumps([WIFI]))
    assert accepts(
        openssl, folder, "cms -encrypt -binary -aes256 -outform DER -in in -out made -recip recipient.pem"
    )

    profile = written(PayloadContent=None, EncryptedPayloadContent=(folder / "made").read_bytes())
    with pytest.raises(ValueError, match="needs an RSA key"):
        decrypt_profile(profile, certificate=certificate, key=ec_key(1))
    with pytest.raises(ValueError, match="needs an RSA key"):
        encrypt_profile(PLAIN, recipient=certificate, random=secrets.token_bytes)
