"""How others verify an ``Mdm-Signature``: asn1crypto with cryptography, Go, the openssl program."""

from __future__ import annotations

import hashlib
import hmac
import os
import shutil
import subprocess
from base64 import b64decode, b64encode
from datetime import datetime
from pathlib import Path

import attrs
from asn1crypto import cms as asn1_cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from benchmarks._cms_inputs import Case

__all__ = ["GoPeer", "judge_with_cryptography", "verify_with_asn1crypto", "verify_with_openssl"]

_HASHES = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256()}


def judge_with_cryptography(case: Case, authority: x509.Certificate, now: datetime) -> None:
    """`verify_with_asn1crypto`, and its certificate checked by what ``cryptography`` offers for that."""
    certificate = verify_with_asn1crypto(case)
    certificate.verify_directly_issued_by(authority)
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise ValueError("dates")
    purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    if ExtendedKeyUsageOID.CLIENT_AUTH not in purposes:
        raise ValueError("purpose")


def verify_with_asn1crypto(case: Case) -> x509.Certificate:
    """The straightforward way, as programs that parse with asn1crypto do it (Zentral, commandment).

    With what those leave out: one signer only, type and digest in the signed attributes compared.
    """
    content_info = asn1_cms.ContentInfo.load(b64decode(case.header))
    if content_info["content_type"].native != "signed_data":
        raise ValueError("not signed data")
    signed_data = content_info["content"]
    (signer_info,) = signed_data["signer_infos"]
    wanted = signer_info["sid"].chosen
    for choice in signed_data["certificates"]:
        found = choice.chosen
        if found.serial_number == wanted["serial_number"].native and found.issuer == wanted["issuer"]:
            break
    else:
        raise ValueError("no certificate")
    digest = signer_info["digest_algorithm"]["algorithm"].native
    message = case.body
    signed_attributes = signer_info["signed_attrs"]
    if signed_attributes:
        values = {attribute["type"].native: attribute["values"] for attribute in signed_attributes}
        if values["content_type"][0].native != "data":
            raise ValueError("content type")
        if not hmac.compare_digest(values["message_digest"][0].native, hashlib.new(digest, message).digest()):
            raise ValueError("digest")
        message = signed_attributes.untag().dump()
    certificate = x509.load_der_x509_certificate(found.dump())
    key = certificate.public_key()
    signature = signer_info["signature"].native
    algorithm = signer_info["signature_algorithm"].signature_algo
    if isinstance(key, rsa.RSAPublicKey) and algorithm == "rsassa_pkcs1v15":
        key.verify(signature, message, padding.PKCS1v15(), _HASHES[digest])
    elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm == "ecdsa":
        key.verify(signature, message, ec.ECDSA(_HASHES[digest]))
    else:
        raise TypeError("key")
    return certificate


def verify_with_openssl(case: Case, folder: Path) -> None:
    """The openssl program as a subprocess, with files for input as it wants."""
    signature, content = folder / "signature", folder / "content"
    signature.write_bytes(b64decode(case.header))
    content.write_bytes(case.body)
    command = ["openssl", "cms", "-verify", "-noverify", "-binary", "-inform", "DER"]
    files = ["-in", str(signature), "-content", str(content), "-out", os.devnull]
    subprocess.run([*command, *files], check=True, capture_output=True)


@attrs.define
class GoPeer:
    """smallstep/pkcs7, the library of NanoMDM, in a program of its own.

    ``spent`` adds up the CPU seconds that the program reports for its verifications alone.
    """

    program: Path
    cases: Path
    count: int
    spent: float = 0.0

    @classmethod
    def build(cls, folder: Path, cases: list[Case]) -> GoPeer | None:
        """Compile the harness and write the cases down; None where that cannot be done."""
        if shutil.which("go") is None:
            return None
        program, written = folder / "peer", folder / "cases"
        source = Path(__file__).parent / "peers" / "go"
        built = subprocess.run(["go", "build", "-o", str(program), "."], cwd=source, capture_output=True)
        if built.returncode:
            return None
        written.write_text("".join(f"{case.header} {b64encode(case.body).decode()}\n" for case in cases))
        return cls(program, written, len(cases))

    def verify_all(self) -> int:
        """Start the program once and let it verify every case."""
        environment = {**os.environ, "GOMAXPROCS": "1"}
        done = subprocess.run(
            [str(self.program), str(self.cases)], check=True, capture_output=True, env=environment
        )
        self.spent += int(done.stdout) * self.count / 1e9
        return self.count

    def clock(self) -> float:
        return self.spent
