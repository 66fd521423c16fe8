"""The outside judges of signatures, envelopes and chains, and the keys that all of them are given.

``openssl cms`` and ``openssl verify`` judge; ``openssl smime`` only signs and encrypts, because behind its
``-verify`` is PKCS7_verify, which has used freed memory (T28).  GnuTLS's ``certtool`` shares no code with it.
Keys are made once for a run, certificates by the ``cryptography`` package, and nothing of pymdm encodes them.
"""

from __future__ import annotations

import concurrent.futures
import functools
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import attrs
import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

#: In the middle of every validity that is not meant to be over.
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
YEAR = timedelta(days=365)
BODY = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<plist version="1.0"><dict><key>Status</key><string>Idle</string></dict></plist>\n'
)
#: As long as BODY, and as good a property list.
OTHER_BODY = BODY.replace(b"Idle", b"Busy")

#: Processes at a time: one of them mostly starts or ends.
AT_ONCE = 3

Item = TypeVar("Item")
Found = TypeVar("Found")
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
_CURVES: Mapping[str, ec.EllipticCurve] = {
    "p256": ec.SECP256R1(),
    "p384": ec.SECP384R1(),
    "p521": ec.SECP521R1(),
}


def tool(name: str) -> str:
    """Where an outside tool is; a missing one fails, it does not skip."""
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is needed as an outside judge; install it, or run `make test` instead")
    return found


@functools.cache
def key(name: str) -> Key:
    """``rsa2048``, ``rsa3072``, ``rsa1024``, ``p256`` …, with another word behind it for another key."""
    kind = name.partition(" ")[0]
    if kind in _CURVES:
        return ec.generate_private_key(_CURVES[kind])
    return rsa.generate_private_key(65537, int(kind.removeprefix("rsa")))


def named(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)] if common_name else [])


@attrs.frozen(kw_only=True)
class Certified:
    """A key with its certificate."""

    key: Key
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )


def certified(
    key: Key,
    subject: str,
    *,
    issuer: str,
    signed_by: Key,
    extensions: Iterable[tuple[x509.ExtensionType, bool]] = (),
    serial: int | None = None,
    not_before: datetime = NOW - YEAR,
    not_after: datetime = NOW + YEAR,
    algorithm: str = "sha256",
) -> Certified:
    """A certificate, sensible or not, with a key identifier; ``algorithm``: also ``pss`` or ``sha1``."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(subject))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    how: dict[str, Any] = {}
    if algorithm == "pss":
        how["rsa_padding"] = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
    made = builder.sign(signed_by, hashes.SHA256(), **how)
    return Certified(key=key, certificate=_with_sha1(made, signed_by) if algorithm == "sha1" else made)


def _with_sha1(certificate: x509.Certificate, key: Key) -> x509.Certificate:
    """The same, signed as it was done long ago; `cryptography` makes no such thing any more."""
    assert isinstance(key, rsa.RSAPrivateKey)
    made = asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
    for identifier in (made["tbs_certificate"]["signature"], made["signature_algorithm"]):
        identifier["algorithm"] = "sha1_rsa"
    made["signature_value"] = key.sign(
        made["tbs_certificate"].dump(),
        padding.PKCS1v15(),
        hashes.SHA1(),
    )
    return x509.load_der_x509_certificate(made.dump())


@functools.cache
def signer(name: str) -> Certified:
    """Who signs messages, or to whom they are encrypted: one for each kind of key, below an RSA CA."""
    own = key(name)
    return certified(own, f"signer {name}", issuer="judges CA", signed_by=key("rsa2048 ca"), serial=34)


def ran(folder: Path, *command: str) -> tuple[bool, str]:
    """Whether a tool succeeded, and what it complained of."""
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=60)
    return done.returncode == 0, done.stderr.decode(errors="replace")


def must(folder: Path, *command: str) -> None:
    """Run a tool that makes something and has no reason to fail."""
    good, said = ran(folder, *command)
    assert good, (command, said)


def spread(work: Callable[[Item], Found], items: Iterable[Item]) -> list[Found]:
    """The work on every item, in order: mostly processes of tools, a few at a time."""
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(work, items))


DIFFERENCES = Path(__file__).with_name("judged_differences.toml")


def differences(judge: str) -> dict[str, str]:
    """Case → why pymdm and this judge may differ about it: the table, which lists them one by one."""
    table = tomllib.loads(DIFFERENCES.read_text(encoding="utf-8"))["difference"]
    found: dict[str, str] = {}
    for entry in table:
        assert len(entry["reason"]) > 20, entry
        if entry["judge"] == judge:
            assert not found.keys() & set(entry["cases"]), "listed twice"
            found |= dict.fromkeys(entry["cases"], entry["reason"])
    return found


def compare(judge: str, ours: Mapping[str, object], theirs: Mapping[str, object]) -> None:
    """Demand that both verdicts are equal but for what is listed, and that what is listed does differ."""
    apart = {case for case, verdict in theirs.items() if verdict != ours[case]}
    listed = set(differences(judge)) & set(ours)

    def shown(cases: set[str]) -> dict[str, tuple[object, object]]:
        return {case: (ours[case], theirs.get(case)) for case in sorted(cases)}

    assert {} == shown(apart - listed), f"pymdm, {judge}: not in {DIFFERENCES.name}"
    assert {} == shown(listed - apart), f"{judge} agrees about these; take them out of {DIFFERENCES.name}"
