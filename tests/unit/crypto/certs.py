"""Certificates of every shape, also of those that no well-behaved CA would issue."""

from __future__ import annotations

import functools
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
from asn1crypto import core, keys, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)
YEAR = timedelta(days=365)

type_of_key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
_HASHES = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "md5": hashes.MD5()}


@functools.cache
def rsa_key(number: int = 0, bits: int = 2048) -> rsa.RSAPrivateKey:
    """RSA keys take long to make; the whole run shares them."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@functools.cache
def ec_key(number: int = 0) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def name(common_name: str | None) -> x509.Name:
    return x509.Name.build({} if common_name is None else {"common_name": common_name})


def extension(kind: str, value: Any, *, critical: bool = False) -> dict[str, Any]:
    return {"extn_id": kind, "critical": critical, "extn_value": value}


def basic(ca: bool, path_length: int | None = None) -> dict[str, Any]:
    value = x509.BasicConstraints({"ca": ca, "path_len_constraint": path_length})
    return extension("basic_constraints", value, critical=True)


def usage(*bits: str) -> dict[str, Any]:
    return extension("key_usage", x509.KeyUsage(set(bits)), critical=True)


def purposes(*names: str) -> dict[str, Any]:
    return extension("extended_key_usage", x509.ExtKeyUsageSyntax(list(names)))


def unknown(*, critical: bool) -> dict[str, Any]:
    return filler(2, critical=critical)


def filler(size: int, *, critical: bool = False) -> dict[str, Any]:
    """An extension that nobody knows, with this many bytes."""
    return extension("1.2.3.4.5", core.ParsableOctetString(bytes(size)), critical=critical)


def certificate(
    *,
    key: Any,
    signed_by: type_of_key,
    issuer: str | None = "Device CA",
    subject: str | None = None,
    serial: int = 34,
    not_before: datetime = NOW - YEAR,
    not_after: datetime = NOW + YEAR,
    extensions: tuple[dict[str, Any], ...] = (),
    digest: str = "sha256",
    null_parameters: bool = True,
    outer_digest: str | None = None,
) -> bytes:
    """A certificate exactly as asked for, sensible or not."""
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    algorithm = _algorithm(signed_by, digest, null_parameters)
    tbs = x509.TbsCertificate(
        {
            "version": "v3" if extensions else "v1",
            "serial_number": serial,
            "signature": algorithm,
            "issuer": name(issuer),
            "validity": {"not_before": _time(not_before), "not_after": _time(not_after)},
            "subject": name(subject),
            "subject_public_key_info": keys.PublicKeyInfo.load(public),
            **({"extensions": list(extensions)} if extensions else {}),
        }
    )
    outer = algorithm if outer_digest is None else _algorithm(signed_by, outer_digest, null_parameters)
    signature = sign(signed_by, tbs.dump(), digest)
    return x509.Certificate(
        {"tbs_certificate": tbs, "signature_algorithm": outer, "signature_value": signature}
    ).dump()


def sign(key: type_of_key, data: bytes, digest: str) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), _HASHES[digest])
    return key.sign(data, ec.ECDSA(_HASHES[digest]))


def _algorithm(key: type_of_key, digest: str, null_parameters: bool) -> x509.SignedDigestAlgorithm:
    rsa_key = isinstance(key, rsa.RSAPrivateKey)
    algorithm = x509.SignedDigestAlgorithm({"algorithm": f"{digest}_{'rsa' if rsa_key else 'ecdsa'}"})
    if rsa_key and null_parameters:
        algorithm["parameters"] = core.Null()
    return algorithm


def _time(moment: datetime) -> x509.Time:
    return x509.Time({"general_time" if moment.year >= 2050 else "utc_time": moment})


@attrs.frozen(kw_only=True)
class FixedCA:
    """A CA with everything in the test's hand."""

    key: type_of_key
    subject: str = "Device CA"
    digest: str = "sha256"
    der: bytes = b""

    @classmethod
    def make(
        cls, key: type_of_key, *, subject: str = "Device CA", digest: str = "sha256", **how: Any
    ) -> FixedCA:
        how = {"extensions": (basic(True), usage("key_cert_sign")), "issuer": subject} | how
        signer = how.pop("signed_by", key)
        der = certificate(key=key, signed_by=signer, subject=subject, digest=digest, **how)
        return cls(key=key, subject=subject, digest=digest, der=der)

    def issue(self, key: Any = None, **how: Any) -> bytes:
        """An identity like the real ones: empty subject, serial 34, no alternative name."""
        how = {
            "extensions": (usage("digital_signature"), purposes("client_auth")),
            "digest": self.digest,
        } | how
        return certificate(
            key=key if key is not None else ec_key(9), signed_by=self.key, issuer=self.subject, **how
        )


def ed25519_key() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))


def other_signature(der: bytes) -> bytes:
    """The certificate of an issuer on P-256 with the other signature that is as valid: (r, n - s)."""
    parsed = x509.Certificate.load(der)
    r, s = decode_dss_signature(parsed["signature_value"].native)
    parsed["signature_value"] = encode_dss_signature(r, ec.SECP256R1.group_order - s)
    return bytes(parsed.dump(force=True))
