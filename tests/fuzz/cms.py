"""Signatures under every policy: nothing but SignatureInvalid comes out, and nothing unsigned passes."""

from __future__ import annotations

import functools
from base64 import b64encode
from collections.abc import Callable

from pymdm.crypto import cms
from pymdm.crypto.apple import PinnedAuthority, check_device_chain
from pymdm.crypto.cms._certificate import read_certificate
from pymdm.crypto.recognize import describe_signed
from pymdm.errors import SignatureInvalid, VerificationError
from pymdm.testing.machine_info import FakeDeviceCA, FakeDeviceCertificate, _certificate, _name
from tests.fuzz.corpus import BODY, captured, profile, signed, signers
from tests.fuzz.keys import NOW, rsa_key
from tests.fuzz.mutate import any_of, changed_text
from tests.fuzz.readers import Reader, Readers, der_or_bytes
from tests.unit.crypto.cms.forge import Parts, attributes_for, set_of

POLICIES = (cms.MDM_SIGNATURE, cms.MACHINE_INFO, cms.OTA, cms.PROFILE, cms.SCEP, cms.STRICT)
CAPTURED_BODY = captured("cms/mdmSignatureBody2.plist")


def _with(content: bytes) -> Callable[[], tuple[bytes, ...]]:
    def seeds() -> tuple[bytes, ...]:
        everywhere = (*signed(content), *captured("cms/apple_ota_phase2.der"))
        # T22: what was signed, the attributes, passed off as a content without any.
        forged = Parts.right(set_of(*attributes_for(content)), signers()[0], attributes=None, attached=True)
        return *everywhere, forged.encode()

    return seeds


@functools.cache
def _keys() -> frozenset[object]:
    return frozenset(map(_key, (signer.certificate for signer in signers())))


def _key(certificate: bytes) -> object:
    numbers = getattr(read_certificate(certificate).load_key(), "public_numbers", object)
    return numbers()


@functools.cache
def _captured_contents() -> tuple[bytes, ...]:
    return tuple(describe_signed(data).content or b"" for data in captured("cms/apple_ota_phase2.der"))


def _under(policy: cms.Policy) -> Callable[[bytes], object]:
    """Detached, attached and in a header under one policy."""

    def read(data: bytes) -> None:
        found = []
        for ask in (
            lambda: cms.verify_detached(data, BODY, policy=policy),
            lambda: cms.verify_attached(data, policy=policy),
            lambda: cms.verify_header(b64encode(data).decode(), BODY, policy=policy),
        ):
            try:
                found.append(ask())
            except SignatureInvalid as error:
                refused = error
        for verified in found:
            assert verified.content in (BODY, *_captured_contents()), "content that nobody has signed"
            if verified.content == BODY:
                assert _key(verified.signer.certificate) in _keys(), "a key that has signed nothing"
        if not found:
            raise refused

    return read


def _header(data: bytes) -> object:
    return cms.verify_header(data.decode("latin-1"), BODY)


def _headers() -> tuple[bytes, ...]:
    own = tuple(b64encode(data) for data in signed())
    return *own, *(data.strip() for data in captured("cms/mdmSignatureHeader2.b64"))


@functools.cache
def _factory() -> tuple[FakeDeviceCA, FakeDeviceCertificate]:
    key, device = rsa_key(2), rsa_key(3)
    names = _name("Fake Device CA"), _name("device")
    root = _certificate(names[0], names[0], key.public_key(), key, NOW, ca=True)
    leaf = _certificate(names[1], names[0], device.public_key(), key, NOW, ca=False)
    signer = cms.PrivateKeySigner(certificate=leaf, key=device)
    return FakeDeviceCA(certificate=root, key=key), FakeDeviceCertificate(signer=signer)


def _machine_infos() -> tuple[bytes, ...]:
    device = _factory()[1]
    return tuple(
        device.machine_info(serial_number="C02XYZ", udid="UDID-1", signing_time=time) for time in (None, NOW)
    )


def _device(chain: tuple[PinnedAuthority, ...] | None = None) -> Callable[[bytes], object]:
    def read(data: bytes) -> None:
        verified = cms.verify_attached(data, policy=cms.OTA)
        for now in (None, NOW):
            try:
                check_device_chain(
                    verified.signer, verified.certificates, now=now, chain=chain or _factory()[0].chain
                )
            except VerificationError:
                continue

    return read


def _only() -> tuple[bytes, ...]:
    ders = tuple(signer.certificate for signer in signers())
    return tuple(cms.certificates_only(ders[:count]) for count in (1, 2, len(ders)))


_TARGET = Readers(
    {
        **{policy.name: Reader(seeds=_with(BODY), read=_under(policy)) for policy in POLICIES},
        "facts": Reader(seeds=_with(profile()), read=describe_signed),
        "header": Reader(
            seeds=_headers,
            read=_header,
            change=any_of(
                changed_text(b",", b" ", b"=", b"==", b"\r\n", b"+/", b"-_", b"\xff", b"MIAG"), der_or_bytes
            ),
        ),
        "device": Reader(seeds=_machine_infos, read=_device()),
        "certificates only": Reader(seeds=_only, read=cms.read_certificates_only),
    }
)
make, check, dump, load, tell = _TARGET.make, _TARGET.check, _TARGET.dump, _TARGET.load, _TARGET.tell
