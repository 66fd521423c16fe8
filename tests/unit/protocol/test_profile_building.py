"""Profiles from typed payloads: what is filled in, who refers to whom, and always the same bytes."""

from __future__ import annotations

import plistlib
import subprocess
import sys
from typing import Any

import attrs
import pytest

from pymdm import profiles
from pymdm.errors import LocalProtocolError, PlistError
from pymdm.protocol import Payload, Profile, uuid_of

ROOT = profiles.CertificateRoot(payload_content=b"0\x82der")
OFFICE = profiles.WiFi(ssid_str="Office", encryption_type="WPA2", password="CANARY")


def wire(profile: Profile) -> dict[str, Any]:
    found: dict[str, Any] = plistlib.loads(profile.encode())
    return found


def enterprise(*anchors: str, identity: str | None = None) -> profiles.WiFi:
    return profiles.WiFi(
        ssid_str="Enterprise",
        payload_certificate_uuid=identity,
        eap_client_configuration=profiles.WiFi.EAPClientConfiguration(
            accept_eap_types=(13,), payload_certificate_anchor_uuid=anchors
        ),
    )


def test_a_profile_of_payloads_alone_has_all_that_a_device_wants() -> None:
    made = wire(Profile(payloads=[OFFICE]))

    assert ("Configuration", 1) == (made["PayloadType"], made["PayloadVersion"])
    assert made["PayloadIdentifier"].startswith("pymdm.")
    (payload,) = made["PayloadContent"]
    assert f"{made['PayloadIdentifier']}.wifi.managed" == payload["PayloadIdentifier"]
    assert 1 == payload["PayloadVersion"]
    assert 3 == len({made["PayloadUUID"], payload["PayloadUUID"], made["PayloadIdentifier"][6:]})


def test_the_bytes_are_the_same_in_every_process_and_on_every_machine() -> None:
    """What is pinned here is on devices: another value would make another profile of each."""
    code = (
        "import sys; from pymdm import profiles; from pymdm.protocol import Profile, uuid_of;"
        "root = profiles.CertificateRoot(payload_content=b'0');"
        "clip = profiles.WebClip(url='https://example.com', label='x', extra={'K': [uuid_of(root)]});"
        "sys.stdout.buffer.write(Profile(payloads=[root, clip], identifier='com.example.a').encode())"
    )
    written = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    (data,) = written
    found = plistlib.loads(data)
    root, clip = found["PayloadContent"]

    assert [root["PayloadUUID"]] == clip["K"]
    assert (
        "6D57B514-7368-5CEF-812B-DBE690C7703D",
        "85B0305F-A859-5EFA-BA2C-8B8F5A3C498E",
        "B13DB3FF-0709-52DC-812D-2A1E63E3D1CB",
    ) == (found["PayloadUUID"], root["PayloadUUID"], clip["PayloadUUID"])


def test_new_content_is_another_profile_in_the_same_place() -> None:
    """By its UUID a server sees in ProfileList which version is there; the payloads are updated in place."""
    old = Profile(payloads=[OFFICE], identifier="com.example.wifi")
    new = Profile(payloads=[attrs.evolve(OFFICE, password="other")], identifier="com.example.wifi")

    assert old.identifier == new.identifier
    assert old.uuid != new.uuid
    assert old.payloads[0].uuid == new.payloads[0].uuid
    assert old.payloads[0].uuid != Profile(payloads=[OFFICE], identifier="com.example.b").payloads[0].uuid


def test_the_order_of_keys_is_no_other_content() -> None:
    one = Payload(type="com.example", content={"A": 1, "B": {"C": 1, "D": 2}})
    two = Payload(type="com.example", content={"B": {"D": 2, "C": 1}, "A": 1})
    assert Profile(payloads=[one]).uuid == Profile(payloads=[two]).uuid


def test_payloads_of_one_type_are_numbered_around_what_is_taken() -> None:
    clip = profiles.WebClip(url="https://example.com", label="x")
    made = Profile(
        identifier="a",
        payloads=[
            clip,
            attrs.evolve(clip, payload_identifier="a.webClip.managed.2"),
            clip,
            Payload(type=".GlobalPreferences"),
            Payload(type="com.apple."),
            Payload(type="com.example.app"),
        ],
    )
    assert [
        "a.webClip.managed",
        "a.webClip.managed.2",
        "a.webClip.managed.3",
        "a.GlobalPreferences",
        "a.payload",
        "a.com.example.app",
    ] == [payload.identifier for payload in made.payloads]
    made.check()


def test_what_is_given_stays() -> None:
    payload = attrs.evolve(OFFICE, payload_uuid="U-1", payload_identifier="mine")
    made = Profile(payloads=[payload], identifier="com.example", uuid="U-2", organization="Example")

    assert ("U-1", "mine", "U-2") == (made.payloads[0].uuid, made.payloads[0].identifier, made.uuid)
    assert payload == made.payloads[0].typed()


def test_what_is_left_empty_is_refused_and_not_filled_in() -> None:
    with pytest.raises(LocalProtocolError, match="expected an identifier"):
        Profile(payloads=[attrs.evolve(OFFICE, payload_uuid="")], identifier="a").encode()


def test_a_payload_comes_back_as_the_class_it_was() -> None:
    made = Profile.decode(Profile(payloads=[OFFICE], identifier="a").encode())
    found = made.payloads[0].typed()

    assert isinstance(found, profiles.WiFi)
    assert "CANARY" == found.password
    assert (
        attrs.evolve(OFFICE, payload_identifier=found.payload_identifier, payload_uuid=found.payload_uuid)
        == found
    )
    assert "CANARY" not in repr(made)
    assert "CANARY" not in repr(found)


def test_a_reference_is_given_by_the_payload_itself() -> None:
    scep = profiles.SCEP(payload_content=profiles.SCEP.PayloadContent(url="https://example.com/scep"))
    # In any order, and in chains: what refers to a payload may itself be referred to.
    web = attrs.evolve(OFFICE, extra={"Deep": [{"Why": uuid_of(enterprise(uuid_of(ROOT)))}]})
    made = Profile(payloads=[web, enterprise(uuid_of(ROOT)), enterprise(identity=uuid_of(scep)), scep, ROOT])
    by_type = [payload.uuid for payload in made.payloads]
    first, second = made.payloads[1].content, made.payloads[2].content

    assert by_type[1] == made.payloads[0].content["Deep"][0]["Why"]
    assert [by_type[4]] == first["EAPClientConfiguration"]["PayloadCertificateAnchorUUID"]
    assert by_type[3] == second["PayloadCertificateUUID"]
    assert () == made.faults()


def test_a_reference_may_be_the_uuid_that_a_payload_has() -> None:
    own = attrs.evolve(ROOT, payload_uuid="0A1B2C3D-0000-4000-8000-00000000000F")
    plain = Payload(type="com.apple.security.root", uuid="0A1B2C3D-0000-4000-8000-00000000000E")

    assert (own.payload_uuid, plain.uuid) == (uuid_of(own), uuid_of(plain))
    assert () == Profile(payloads=[own, enterprise(uuid_of(own).lower())]).faults()


def test_a_plain_payload_is_referred_to_like_a_typed_one() -> None:
    plain = Payload(type="com.apple.security.root", content={"PayloadContent": b"0\x82der"})
    assert uuid_of(plain) == uuid_of(ROOT) != uuid_of(OFFICE)


def test_a_reference_to_a_payload_that_is_not_there_is_refused() -> None:
    changed = attrs.evolve(ROOT, payload_display_name="added after uuid_of")
    made = Profile(payloads=[enterprise(uuid_of(ROOT)), changed], identifier="a")

    with pytest.raises(LocalProtocolError) as caught:
        made.encode()
    path = "PayloadContent[0].EAPClientConfiguration.PayloadCertificateAnchorUUID[0]"
    assert str(caught.value).startswith(f"{path}: expected a payload of this profile")


def test_a_payload_that_the_schema_lacks_is_built_in_two_ways() -> None:
    raw = profiles.Raw("com.example.app", {"A": 1})
    plain = Payload(type="com.example.app", content={"A": 1})

    assert Profile(payloads=[raw]) == Profile(payloads=[plain])
    assert uuid_of(raw) == uuid_of(plain)


def test_what_no_property_list_has_cannot_be_filled_in() -> None:
    with pytest.raises(PlistError):
        Profile(payloads=[Payload(type="com.example", content={"Nothing": None})])


def test_only_payloads_are_taken() -> None:
    with pytest.raises(TypeError, match="expected Payload objects"):
        Profile(payloads=[profiles.WiFi.EAPClientConfiguration(accept_eap_types=(13,))])  # type: ignore[list-item]
