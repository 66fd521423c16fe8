"""Write the signatures in this folder: ``python -m tests.vectors.cms.generate``.

The shapes and the verdicts are fixed here; keys are made anew, used and thrown away, so a second run writes
other bytes.  The committed files are therefore kept and only added to when a case is new; ``--all`` writes
all of them again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import attrs

from pymdm.crypto import cms
from pymdm.errors import Reason
from tests.unit.crypto.cms import forge
from tests.unit.crypto.cms.forge import BODY, Parts, attributes_for, set_of, tlv

FOLDER = Path(__file__).parent
OTHER_BODY = BODY.replace(b"Idle", b"NotNow")


@attrs.frozen(kw_only=True)
class Vector:
    """One input with its verdict.

    Attributes:
        signed: The message.
        content: What a detached signature is over; None for an attached one.
        policy: Name of the policy to apply.
        reason: Why it is refused, or None if it verifies.
        openssl: Whether ``openssl cms -verify`` accepts it; see SOURCE.md for where it differs.
        about: What it is.
    """

    signed: bytes
    content: bytes | None = BODY
    policy: str = "MDM_SIGNATURE"
    reason: Reason | None = None
    openssl: bool = True
    about: str


def _real_shapes() -> dict[str, Vector]:
    rsa, ec = forge.rsa_signer(), forge.ec_signer()
    nameless_key = forge.rsa_key(2)
    nameless = cms.PrivateKeySigner(
        certificate=forge.certificate(nameless_key, subject=forge.name(), issuer=forge.name("ca")),
        key=nameless_key,
    )
    odd = cms.PrivateKeySigner(
        certificate=forge.certificate(nameless_key, serial=2**158 + 7), key=nameless_key
    )
    time = forge.NOW
    return {
        "apple_ber_rsa": Vector(
            signed=cms.sign(BODY, rsa, shape=cms.APPLE_BER),
            about="Mdm-Signature of macOS: BER of indefinite length, SHA-1, no attributes, detached",
        ),
        "apple_der_rsa": Vector(
            signed=cms.sign(BODY, rsa, shape=cms.APPLE_DER, signing_time=time),
            about="Mdm-Signature of newer systems and simulators: DER, SHA-256, signed attributes",
        ),
        "apple_der_ec_p256": Vector(
            signed=cms.sign(BODY, ec, shape=cms.APPLE_DER, signing_time=time),
            about="the same by an EC key, as an ACME identity has",
        ),
        "apple_der_ec_p384": Vector(
            signed=cms.sign(
                BODY, forge.ec_signer("secp384r1"), shape=cms.Shape(detached=True, digest="sha384")
            ),
            about="EC P-384 with SHA-384",
        ),
        "apple_ber_ec": Vector(
            signed=cms.sign(BODY, ec, shape=cms.APPLE_BER), about="the shape of macOS by an EC key, SHA-1"
        ),
        "pkcs7_sha1_attributes": Vector(
            signed=_smallstep("sha1"),
            about="as smallstep/pkcs7 signs by default: SHA-1, attributes, rsaEncryption",
        ),
        "pkcs7_sha256_attributes": Vector(
            signed=_smallstep("sha256"), about="as smallstep/pkcs7 signs when told to: SHA-256, rsaEncryption"
        ),
        "ota_attached_ber": Vector(
            signed=cms.sign(
                BODY,
                forge.rsa_signer(bits=1024),
                shape=cms.Shape(attributes=False, digest="sha1", encoding="ber"),
                certificates=[forge.rsa_signer(3).certificate],
            ),
            content=None,
            policy="OTA",
            about="phase 2 of over-the-air enrollment: attached BER, SHA-1, RSA-1024, further certificates",
        ),
        "machine_info_attached_der": Vector(
            signed=cms.sign(BODY, rsa, signing_time=time),
            content=None,
            policy="MACHINE_INFO",
            about="MachineInfo of iOS: attached DER, SHA-256, attributes",
        ),
        "profile_attached_pss": Vector(
            signed=cms.sign(BODY, rsa, shape=cms.Shape(rsa_padding="pss")),
            content=None,
            policy="PROFILE",
            about="a profile signed with RSA-PSS",
        ),
        "same_content_inside": Vector(
            signed=cms.sign(BODY, rsa, shape=cms.Shape(attributes=False, digest="sha1", encoding="ber")),
            about="as openssl cms -sign -stream: for content beside it, which it carries too",
        ),
        "named_by_key": Vector(
            signed=cms.sign(BODY, rsa, shape=cms.Shape(detached=True, named_by="key")),
            about="signer named by subject key identifier",
        ),
        "empty_subject": Vector(
            signed=cms.sign(BODY, nameless, shape=cms.APPLE_BER), about="certificate with an empty subject"
        ),
        "long_serial": Vector(
            signed=cms.sign(BODY, odd, shape=cms.APPLE_BER),
            about="serial number of 20 bytes",
        ),
    }


def _smallstep(digest: str) -> bytes:
    parts = Parts.right(digest=digest)
    time = forge.attribute(forge.SIGNING_TIME, tlv(0x17, b"260102030405Z"))
    parts.sign_attributes(sorted([*attributes_for(BODY, digest), time]), digest)
    parts.digest_identifiers = [forge.seq(forge.DIGESTS[digest])]
    parts.digest_identifier = forge.seq(forge.DIGESTS[digest])
    parts.signature_identifier = forge.seq(forge.RSA_ENCRYPTION)
    return parts.encode()


def _hostile() -> dict[str, Vector]:
    def changed(change: Callable[[Parts], object], base: Parts | None = None) -> bytes:
        parts = base or Parts.right()
        change(parts)
        return parts.encode()

    def two_signers(parts: Parts) -> None:
        good = parts.signer_info()
        parts.signature = bytes(256)
        parts.signer_infos = [good, parts.signer_info()]

    stripped = Parts.right()
    assert stripped.attributes is not None
    forged_content = set_of(*stripped.attributes)
    stripped.attributes = None
    type_attribute, digest_attribute = attributes_for(BODY)
    twin = forge.certificate(forge.rsa_key(1), subject=forge.name("device 0"))
    unsorted = Parts.right(attributes=sorted(attributes_for(BODY), reverse=True))
    deep = b"\xa1\x80" + b"\x30\x80" * 2000
    rsa_with_sha512 = forge.seq(forge.RSA_WITH["sha512"])
    md5 = forge.seq(forge.DIGESTS["md5"], forge.NULL)
    short_key = cms.sign(BODY, forge.rsa_signer(bits=1024), shape=cms.APPLE_DER)

    def refused(
        reason: Reason, signed: bytes, about: str, *, openssl: bool = False, content: bytes = BODY
    ) -> Vector:
        return Vector(signed=signed, reason=reason, about=about, openssl=openssl, content=content)

    return {
        "t18_no_signer": refused(
            Reason.NO_SIGNER, changed(lambda parts: setattr(parts, "signer_infos", [])), "no signerInfo"
        ),
        "t19_two_signers": refused(
            Reason.SEVERAL_SIGNERS, changed(two_signers), "a good signer, then a bad one"
        ),
        "t20_other_body": refused(
            Reason.DIGEST_MISMATCH,
            Parts.right().encode(),
            "signed attributes of another body",
            content=OTHER_BODY,
        ),
        "t20_other_body_no_attributes": refused(
            Reason.SIGNATURE_WRONG,
            Parts.right(attributes=None, digest="sha1").encode(),
            "bare signature of another body",
            content=OTHER_BODY,
        ),
        "t21_no_message_digest": refused(
            Reason.ATTRIBUTES_INVALID, Parts.right(attributes=[type_attribute]).encode(), "no messageDigest"
        ),
        "t21_no_content_type": refused(
            Reason.ATTRIBUTES_INVALID, Parts.right(attributes=[digest_attribute]).encode(), "no contentType"
        ),
        "t21_two_message_digests": refused(
            Reason.ATTRIBUTES_INVALID,
            Parts.right(attributes=[type_attribute, digest_attribute, digest_attribute]).encode(),
            "messageDigest twice",
        ),
        "t21_other_content_type": refused(
            Reason.ATTRIBUTES_INVALID,
            Parts.right(attributes=attributes_for(BODY, content_type=forge.TST_INFO)).encode(),
            "signed contentType is not eContentType",
            openssl=True,
        ),
        "t22_forged_attributes": refused(
            Reason.FORGED_ATTRIBUTES,
            stripped.encode(),
            "attributes stripped and passed off as content",
            content=forged_content,
            openssl=True,
        ),
        "t25_two_certificates": refused(
            Reason.AMBIGUOUS_CERTIFICATE,
            changed(lambda parts: parts.certificates.append(twin)),
            "two certificates of the same issuer and serial number",
            openssl=True,
        ),
        "t26_other_content_inside": refused(
            Reason.CONTENT_UNEXPECTED,
            changed(lambda parts: setattr(parts, "content", OTHER_BODY)),
            "a detached signature that carries other content",
            openssl=True,
        ),
        "t27_digests_differ": refused(
            Reason.ALGORITHM_REFUSED,
            changed(lambda parts: setattr(parts, "signature_identifier", rsa_with_sha512)),
            "digest SHA-256, signature with SHA-512",
            openssl=True,
        ),
        "t27_md5": refused(
            Reason.ALGORITHM_REFUSED,
            changed(lambda parts: setattr(parts, "digest_identifier", md5)),
            "digest algorithm MD5",
        ),
        "t27_rsa_1024": refused(Reason.KEY_REFUSED, short_key, "RSA-1024 for Mdm-Signature", openssl=True),
        "t28_no_digest_announced": refused(
            Reason.ALGORITHM_REFUSED,
            changed(lambda parts: parts.digest_identifiers.clear()),
            "empty digestAlgorithms",
        ),
        "t29_trailing_byte": refused(
            Reason.MALFORMED, Parts.right().encode() + b"\n", "a byte behind the message", openssl=True
        ),
        "t30_deep_nesting": refused(
            Reason.MALFORMED,
            changed(lambda parts: setattr(parts, "unsigned", deep)),
            "2,000 layers",
        ),
        "t31_repaired_order": refused(
            Reason.SIGNATURE_WRONG,
            changed(lambda parts: setattr(parts, "attributes", sorted(parts.attributes or [])), unsorted),
            "signed in one order, sent in another",
        ),
        "t31_unsorted_attributes": Vector(
            signed=Parts.right(attributes=sorted(attributes_for(BODY), reverse=True)).encode(),
            about="signed and sent in an order that is not DER's",
        ),
    }


def vectors() -> dict[str, Vector]:
    """All cases, made anew."""
    return {**_real_shapes(), **_hostile()}


def write(name: str, vector: Vector) -> None:
    folder = FOLDER / name
    folder.mkdir(exist_ok=True)
    (folder / "input.der").write_bytes(vector.signed)
    if vector.content is not None:
        (folder / "content.bin").write_bytes(vector.content)
    expected = {
        "about": vector.about,
        "policy": vector.policy,
        "verdict": "verifies" if vector.reason is None else "refused",
        "reason": vector.reason.name if vector.reason else None,
        "openssl": "accepts" if vector.openssl else "refuses",
    }
    (folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


def main() -> None:
    for name, vector in vectors().items():
        if "--all" in sys.argv or not (FOLDER / name).exists():
            write(name, vector)


if __name__ == "__main__":
    main()
