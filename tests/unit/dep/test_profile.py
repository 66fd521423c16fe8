"""Setup documents: read, written, checked and compared."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import attrs
import pytest
import yaml

from pymdm.crypto import CertificateAuthority
from pymdm.dep import SKIP_ITEMS, DEPProfile
from pymdm.errors import DecodeError, LocalProtocolError
from tests.support import shared
from tests.unit.dep.calling import NOW

URL = "https://mdm.example.com/dep"


@pytest.fixture(scope="module")
def certificate() -> bytes:
    return CertificateAuthority.create("Example", now=NOW).certificate


def profile(**keys: Any) -> DEPProfile:
    return DEPProfile(**{"profile_name": "Staff", "url": URL, **keys})


def full(certificate: bytes) -> dict[str, Any]:
    """Every key that is known, and one that is not."""
    return {
        "profile_name": "Staff",
        "url": URL,
        "configuration_web_url": "https://mdm.example.com/login",
        "allow_pairing": False,
        "is_supervised": True,
        "is_mandatory": True,
        "is_mdm_removable": False,
        "is_multi_user": True,
        "is_return_to_service": True,
        "do_not_use_profile_from_backup": True,
        "await_device_configured": True,
        "auto_advance_setup": False,
        "language": "en",
        "region": "US",
        "support_phone_number": "1-555-555-5555",
        "support_email_address": "it@example.com",
        "department": "IT",
        "org_magic": "913FABBB",
        "anchor_certs": [b64encode(certificate).decode()],
        "supervising_host_certs": [b64encode(certificate).decode()],
        "skip_setup_items": ["Location", "AppleID"],
        "devices": ["C8TJ500QF1MN"],
        "profile_uuid": "88fc",
        "brand_new": {"a": [1]},
    }


def test_every_key_survives_reading_and_writing(certificate: bytes) -> None:
    wire = full(certificate)
    read = DEPProfile.decode(wire)

    assert wire == read.wire()
    assert read == DEPProfile.decode(read.wire())
    assert {each.name for each in attrs.fields(DEPProfile)} - {"extra"} == set(wire) - {"brand_new"}
    read.check(protocol_version=10)


def test_what_is_not_given_is_not_sent() -> None:
    assert {"profile_name": "Staff", "url": URL, "is_mdm_removable": True} == profile().wire()


def test_a_null_is_nothing() -> None:
    assert profile() == DEPProfile.decode(
        {"profile_name": "Staff", "url": URL, "department": None, "devices": None}
    )


@pytest.mark.parametrize(
    ("key", "value", "path"),
    [
        ("profile_name", None, "profile_name"),
        ("url", 7, "url"),
        ("is_supervised", "perhaps", "is_supervised"),
        ("is_supervised", 1, "is_supervised"),
        ("skip_setup_items", "Location", "skip_setup_items"),
        ("skip_setup_items", [1], "skip_setup_items"),
        ("anchor_certs", ["MIIC..."], "anchor_certs[0]"),
    ],
)
def test_what_cannot_be_read_names_its_key(key: str, value: object, path: str) -> None:
    with pytest.raises(DecodeError) as caught:
        DEPProfile.decode({"profile_name": "Staff", "url": URL, key: value})

    assert path == caught.value.path


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"profile_name": 7}, "profile_name"),
        ({"is_supervised": 1}, "is_supervised"),
        ({"is_mdm_removable": None}, "is_mdm_removable"),
        ({"department": b"x"}, "department"),
        ({"skip_setup_items": "Location"}, "several values"),
        ({"skip_setup_items": [b"Location"]}, r"skip_setup_items\[0\]"),
        ({"anchor_certs": ["MII"]}, r"anchor_certs\[0\]"),
    ],
)
def test_wrong_types_are_refused_at_once(keys: dict[str, Any], words: str) -> None:
    with pytest.raises(TypeError, match=words):
        profile(**keys)


def test_a_known_key_is_no_extra() -> None:
    with pytest.raises(ValueError, match="region"):
        profile(extra={"region": "US"})


@pytest.mark.parametrize(
    ("keys", "key"),
    [
        ({"profile_name": " "}, "profile_name"),
        ({"profile_name": "x" * 126}, "profile_name"),
        ({"profile_name": "a\nb"}, "profile_name"),
        ({"url": "http://mdm.example.com/dep"}, "url"),
        ({"url": f"https://mdm.example.com/{'x' * 2000}"}, "url"),
        ({"url": "https://"}, "url"),
        ({"url": "https://[::1"}, "url"),
        ({"configuration_web_url": "mdm.example.com"}, "configuration_web_url"),
        ({"department": "x" * 126}, "department"),
        ({"org_magic": "x" * 257}, "org_magic"),
        ({"support_phone_number": "5" * 51}, "support_phone_number"),
        ({"support_email_address": f"{'x' * 250}@x"}, "support_email_address"),
        ({"support_email_address": "nobody"}, "support_email_address"),
        ({"is_mdm_removable": False}, "is_mdm_removable"),
        ({"is_mdm_removable": False, "is_supervised": False}, "is_mdm_removable"),
        ({"auto_advance_setup": True, "configuration_web_url": URL}, "auto_advance_setup"),
        ({"language": "english", "region": "US"}, "language"),
        ({"language": "en", "region": "us"}, "region"),
        ({"anchor_certs": [b"MII"]}, r"anchor_certs[0]"),
        ({"supervising_host_certs": [b""]}, r"supervising_host_certs[0]"),
        ({"skip_setup_items": ["Location", "Locatoin"]}, "skip_setup_items[1]: Locatoin"),
        ({"skip_setup_items": ["a b"]}, "skip_setup_items[0]: not a name"),
    ],
)
def test_a_breach_names_its_key(keys: dict[str, Any], key: str) -> None:
    with pytest.raises(LocalProtocolError) as caught:
        profile(**keys).check(protocol_version=10)

    assert str(caught.value).startswith(f"{key}: ")


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"is_mdm_removable": False, "is_supervised": True},
        {"auto_advance_setup": True, "language": "haw", "region": "US"},
        {"skip_setup_items": sorted(SKIP_ITEMS)},
        {"url": "https://mdm.example.com:8443/dep?x=1"},
    ],
)
def test_what_apple_takes_passes(keys: dict[str, Any]) -> None:
    profile(**keys).check(protocol_version=10)


def test_all_breaches_are_told_at_once() -> None:
    with pytest.raises(LocalProtocolError) as caught:
        profile(url="x", region="us", department="x" * 200).check(protocol_version=10)

    assert ["department", "region", "url"] == [part.split(":")[0] for part in str(caught.value).split("; ")]


@pytest.mark.parametrize("missing", ["department", "support_phone_number"])
@pytest.mark.parametrize("value", [None, "", " "])
def test_version_1_wants_department_and_phone(missing: str, value: str | None) -> None:
    """DEPARTMENT_REQUIRED and SUPPORT_PHONE_REQUIRED of 2014; later versions do without."""
    made = profile(**{"department": "IT", "support_phone_number": "1", missing: value})

    made.check(protocol_version=2)
    with pytest.raises(LocalProtocolError, match=missing):
        made.check(protocol_version=1)


@pytest.mark.parametrize(
    "keys",
    [
        {"auto_advance_setup": True},
        {"await_device_configured": True},
        {"is_multi_user": True},
        {"support_email_address": "a@b"},
    ],
)
def test_version_1_knows_fewer_keys(keys: dict[str, Any]) -> None:
    made = profile(department="IT", support_phone_number="1", **keys)

    made.check(protocol_version=2)
    with pytest.raises(LocalProtocolError, match="version 2"):
        made.check(protocol_version=1)


def test_panes_that_are_not_known_are_kept_and_named_with_their_place() -> None:
    made = profile(skip_setup_items=["Siri", "Hologram"])

    assert ("skip_setup_items[1]: Hologram",) == made.unknown_skip_items
    assert ["Siri", "Hologram"] == made.wire()["skip_setup_items"]
    made.check(protocol_version=10, unknown="allow")


def test_apples_defaults_and_orders_are_no_differences(certificate: bytes) -> None:
    mine = profile(skip_setup_items=["A", "B"], anchor_certs=[certificate], extra={"new": 1})
    kept = DEPProfile.decode(
        {
            **profile(skip_setup_items=["B", "A"], anchor_certs=[certificate]).wire(),
            "allow_pairing": True,
            "is_supervised": False,
            "department": "",
            "profile_uuid": "88fc",
            "new": 1,
            "newer": 2,
        }
    )

    assert () == mine.differences(kept)


def test_differences_name_their_keys() -> None:
    mine = profile(is_supervised=True, department="IT", skip_setup_items=["Siri"], extra={"new": 1})
    found = mine.differences(profile(skip_setup_items=["Siri", "TOS"], allow_pairing=False))

    assert [
        ("allow_pairing", True, False),
        ("is_supervised", True, False),
        ("department", "IT", None),
        ("skip_setup_items", ("Siri",), ("Siri", "TOS")),
        ("new", 1, None),
    ] == [(each.key, each.wanted, each.kept) for each in found]


def test_the_panes_are_those_of_apples_schema() -> None:
    listed = yaml.safe_load(shared("apple-device-management/other/skipkeys.yaml").read_text("utf-8"))

    assert SKIP_ITEMS == {each["key"] for each in listed["payloadkeys"]}
