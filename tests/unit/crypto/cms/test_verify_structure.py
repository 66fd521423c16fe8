"""What is no signature at all: T8, T29, T30 and their neighbours."""

from __future__ import annotations

from base64 import b64encode

import pytest

from pymdm.crypto import cms
from pymdm.crypto.cms import _signed_data
from pymdm.crypto.cms._signed_data import SignedData
from pymdm.errors import Reason, SignatureInvalid
from tests.unit.crypto.cms import forge
from tests.unit.crypto.cms.forge import (
    BODY,
    DATA,
    EOC,
    NULL,
    Parts,
    attached_reason_for,
    reason_for,
    seq,
    set_of,
    tlv,
)


@pytest.mark.parametrize("suffix", [b"\x00", EOC, b"\n", b"\x30\x00", b"x" * 100])
@pytest.mark.parametrize("indefinite", [False, True], ids=["DER", "BER"])
def test_t29_bytes_behind_the_signature_are_refused(suffix: bytes, indefinite: bool) -> None:
    parts = Parts.right()
    parts.indefinite = indefinite
    signed = parts.encode()
    assert None is reason_for(signed)

    assert Reason.MALFORMED == reason_for(signed + suffix)


def test_t29_bytes_within_that_belong_to_nothing_are_refused() -> None:
    for change in (
        {"version": tlv(0x02, b"\x01") + NULL},
        {"content_type": DATA + NULL},
        {"content_element": tlv(0xA0, tlv(0x04, BODY), NULL)},
        {"content_element": tlv(0xA0, tlv(0x04, BODY)) + NULL},
        {"content_element": tlv(0xA1, tlv(0x04, BODY))},
        {"revocation_lists": NULL},
        {"revocation_lists": tlv(0xA1) + NULL},
        {"signer_version": tlv(0x02, b"\x01") + NULL},
        {"unsigned": NULL},
        {"unsigned": tlv(0xA1) + NULL},
        {"signature_element": NULL},
        {"signer_infos": [Parts.right().signer_info(), NULL]},
        {"signer_infos": [NULL]},
        {"certificates": [forge.rsa_signer().certificate, NULL]},
        {"certificates": [forge.rsa_signer().certificate + EOC]},
        {"certificates": [forge.rsa_signer().certificate[:-1]]},
    ):
        parts = Parts.right()
        for field, value in change.items():
            setattr(parts, field, value)
        assert Reason.MALFORMED == reason_for(parts.encode()), change


def test_t29_every_cut_signature_is_refused() -> None:
    for parts in (Parts.right(), Parts.right(attributes=None, digest="sha1")):
        parts.indefinite = parts.attributes is None
        signed = parts.encode()
        for size in range(len(signed)):
            assert None is not reason_for(signed[:size])


@pytest.mark.parametrize(
    "change",
    [
        {"version": tlv(0x02, b"\x02")},
        {"version": tlv(0x02, b"\x00\x01")},
        {"version": b""},
        {"signer_version": tlv(0x02, b"\x02")},
        {"sid": tlv(0xA0, tlv(0x04, b"x"), indefinite=True)},
        {"sid": tlv(0x30, indefinite=True)},
        {"sid": tlv(0x04, b"x")},
        {"content_type": forge.SIGNED_DATA},
    ],
)
def test_other_structures_are_refused(change: dict[str, bytes]) -> None:
    parts = Parts.right()
    for field, value in change.items():
        setattr(parts, field, value)

    assert Reason.MALFORMED == reason_for(parts.encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"0",
        b"<plist/>",
        seq(DATA, tlv(0xA0, tlv(0x04, BODY))),
        tlv(0x31, forge.SIGNED_DATA),
        seq(forge.SIGNED_DATA),
        seq(forge.SIGNED_DATA, tlv(0xA0)),
        seq(forge.SIGNED_DATA, tlv(0xA0, seq())),
        seq(forge.SIGNED_DATA, tlv(0xA0, seq(tlv(0x02, b"\x01"), set_of(), seq(DATA)))),
    ],
)
def test_what_is_no_signed_data_is_refused(data: bytes) -> None:
    assert Reason.MALFORMED == reason_for(data)


def test_t30_a_signature_that_is_too_large_is_refused_unread() -> None:
    assert Reason.TOO_LARGE == reason_for(b"\x30" * (cms.MAX_DETACHED + 1))
    assert Reason.MALFORMED == reason_for(b"\x30" * cms.MAX_DETACHED)
    for policy in (cms.MDM_SIGNATURE, cms.MACHINE_INFO, cms.OTA, cms.PROFILE, cms.SCEP, cms.STRICT):
        assert Reason.TOO_LARGE == attached_reason_for(b"\x30" * (policy.max_attached + 1), policy)
        assert Reason.MALFORMED == attached_reason_for(b"\x30" * policy.max_attached, policy)


def test_t30_deep_nesting_is_refused() -> None:
    deep = b"\x30\x80" * 30_000
    parts = Parts.right()
    for change in (
        {"revocation_lists": b"\xa1\x80" + deep},
        {"unsigned": b"\xa1\x80" + deep},
        {"content_element": b"\xa0\x80" + b"\x24\x80" * 30_000},
        {"signature_element": b"\x24\x80" * 30_000},
        {"certificates": [deep]},
    ):
        parts = Parts.right()
        for field, value in change.items():
            setattr(parts, field, value)
        assert Reason.MALFORMED == reason_for(parts.encode())
    assert Reason.MALFORMED == reason_for(deep)


def test_t30_more_certificates_than_any_chain_has_are_refused() -> None:
    parts = Parts.right()
    parts.certificates *= 16
    assert None is reason_for(parts.encode())

    parts.certificates += parts.certificates[:1]
    assert Reason.MALFORMED == reason_for(parts.encode())


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("", Reason.NO_SIGNATURE),
        ("=", Reason.MALFORMED),
        ("a" * 87_385, Reason.TOO_LARGE),
        ("A" * 87_380, Reason.MALFORMED),
        ("äöü=", Reason.MALFORMED),
        ("MA=A", Reason.MALFORMED),
        ("TUE", Reason.MALFORMED),
    ],
)
def test_header_that_is_no_base64_is_refused(header: str, reason: Reason) -> None:
    with pytest.raises(SignatureInvalid) as caught:
        cms.verify_header(header, BODY)

    assert reason == caught.value.reason


def test_t8_a_header_that_came_twice_is_refused() -> None:
    """Servers join repeated headers by a comma, and base64 in Python skips one unless told not to."""
    good = b64encode(Parts.right().encode()).decode()
    cms.verify_header(good, BODY)

    for header in (
        f"{good},{good}",
        f"{good}, {good}",
        f"{good} ",
        f"\n{good}",
        f"{good}{good}",
        f"{good}\x00",
    ):
        with pytest.raises(SignatureInvalid) as caught:
            cms.verify_header(header, BODY)
        assert Reason.MALFORMED == caught.value.reason


def test_the_outer_layers_read_at_once_are_read_one_by_one_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """The common forms are matched as one piece; without that the general way has to find the same."""
    attached = cms.Shape(encoding="ber")
    made = [
        cms.sign(BODY, forge.rsa_signer(), shape=shape) for shape in (cms.APPLE_BER, cms.APPLE_DER, attached)
    ]

    def fields() -> list[list[object]]:
        return [[getattr(SignedData(each), name) for name in SignedData.__slots__] for each in made]

    at_once = fields()
    for name in ("_STREAMED", "_DETACHED", "_DETACHED_STREAM"):
        monkeypatch.setattr(_signed_data, name, b"never")

    assert at_once == fields()
