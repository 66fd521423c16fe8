"""What is sent today, and what is read, held to JSON Schemas that were made of Apple's documentation.

They lie beside the checkout; without them these tests skip and say so.
"""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from pymdm._flow import HttpRequest, HttpResponse
from pymdm.crypto import CertificateAuthority
from pymdm.dep import (
    Account,
    AccountDrivenProfile,
    AssignOutcome,
    BetaToken,
    DEPClient,
    DEPProfile,
    Device,
    Disown,
    LockOutcome,
    OpType,
    ProfileStatus,
    ServerToken,
)
from pymdm.testing.fake_dep import FakeDEP
from tests.support import shared
from tests.unit.dep.calling import NOW

#: method and path: the schema of the request's body, and of the answer's.
SCHEMAS: dict[str, tuple[str | None, str | None]] = {
    "GET /account": (None, "AccountDetail"),
    "POST /server/devices": ("FetchDeviceRequest", "FetchDeviceResponse"),
    "POST /devices/sync": ("SyncDeviceRequest", "FetchDeviceResponse"),
    "POST /devices": ("DeviceListRequest", "DeviceListResponse"),
    "POST /devices/disown": ("DeviceListRequest", "DeviceStatusResponse"),
    "POST /profile": ("Profile", "DefineProfileResponse"),
    "GET /profile": (None, "Profile"),
    "POST /profile/devices": ("ProfileServiceRequest", "AssignProfileResponse"),
    "DELETE /profile/devices": ("ClearProfileRequest", "ClearProfileResponse"),
    "POST /device/activationlock": ("ActivationLockRequest", "ActivationLockStatusResponse"),
    "POST /account-driven-enrollment/profile": ("AccountDrivenEnrollmentProfileRequest", None),
    "GET /account-driven-enrollment/profile": (None, "GetAccountDrivenEnrollmentProfileResponse"),
    "DELETE /account-driven-enrollment/profile": (None, None),
    "GET /os-beta-enrollment/tokens": (None, "GetSeedBuildTokenResponse"),
}


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    folder = shared("apple-device-services/dep/schemas")
    return {path.name: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}


@pytest.fixture(scope="module")
def validators(schemas: dict[str, Any]) -> dict[str, Draft202012Validator]:
    registry: Any = Registry().with_resources(
        [(name, Resource.from_contents(schema)) for name, schema in schemas.items()]
    )
    checker = Draft202012Validator.FORMAT_CHECKER
    return {
        name.removesuffix(".json"): Draft202012Validator(schema, registry=registry, format_checker=checker)
        for name, schema in schemas.items()
    }


def test_what_every_call_sends_and_reads_is_as_the_schemas_say(
    validators: dict[str, Draft202012Validator],
) -> None:
    fake, log = FakeDEP(devices=5, chaos=None), []

    def send(request: HttpRequest) -> HttpResponse:
        response = fake.send(request)
        log.append((f"{request.method} {request.path}", request.body, response.body))
        return response

    ask_for_everything(fake, send)

    assert {"GET /session", *SCHEMAS} == {what for what, *_ in log}
    faults = []
    for what, sent, got in log:
        names = SCHEMAS.get(what, (None, None))
        for name, body in zip(names, (sent, got), strict=True):
            if name is not None:
                faults += [f"{what}: {e.message}" for e in validators[name].iter_errors(json.loads(body))]
            elif body is sent:
                assert not body
    assert [] == faults


def ask_for_everything(fake: FakeDEP, send: Any) -> None:
    certificate = CertificateAuthority.create("Example", now=NOW).certificate
    profile = DEPProfile(
        profile_name="Staff",
        url="https://mdm.example.com/dep",
        configuration_web_url="https://mdm.example.com/login",
        allow_pairing=False,
        is_supervised=True,
        is_mdm_removable=False,
        is_mandatory=True,
        is_multi_user=False,
        is_return_to_service=True,
        do_not_use_profile_from_backup=True,
        await_device_configured=True,
        auto_advance_setup=False,
        language="en",
        region="US",
        support_phone_number="1-555-555-5555",
        support_email_address="it@example.com",
        department="IT",
        org_magic="913FABBB",
        anchor_certs=(certificate,),
        supervising_host_certs=(certificate,),
        skip_setup_items=("Location", "AppleID"),
    )
    fake.seed_program([{"title": "iOS 27 Beta", "os": "iOS", "token": "abc"}])
    one, other = fake.serials[:2]
    fake.answer_device(other, "THROTTLED", times=1)
    dep = DEPClient(
        ServerToken.from_json(fake.token_file()), http=send, base_url=fake.base_url, now=fake.clock
    )
    dep.account()
    uuid = dep.define_profile(profile)
    dep.define_and_assign(attrs.evolve(profile, devices=(one,)))
    assert () == profile.differences(dep.fetch_profile(uuid))
    (last,) = dep.sync(None)
    dep.assign_profile(uuid, [one, other, "NONE"])
    list(dep.sync(last.cursor))
    dep.device_details([one])  # NOT_FOUND, alone in the 2014 text, is not in the schema
    dep.remove_profile([one])
    dep.activation_lock(one, escrow_key="30" * 32, lost_message="Call us")
    dep.disown([one], confirm=Disown.FOR_EVER)
    dep.set_account_driven_profile("https://mdm.example.com/discover")
    dep.account_driven_profile()
    dep.remove_account_driven_profile()
    dep.beta_tokens()


@pytest.mark.parametrize(
    ("kind", "schema", "elsewhere"),
    [
        (Account, "AccountDetail", {"facilitator_id": "admin_id"}),
        (Device, "Device", {}),
        (DEPProfile, "Profile", {}),
        (AccountDrivenProfile, "GetAccountDrivenEnrollmentProfileResponse", {}),
        (BetaToken, "SeedBuildToken", {}),
    ],
)
def test_every_key_of_a_schema_is_an_attribute(
    schemas: dict[str, Any], kind: Any, schema: str, elsewhere: dict[str, str]
) -> None:
    keys = set(schemas[f"{schema}.json"]["properties"])

    assert set() == {elsewhere.get(key, key) for key in keys} - {each.name for each in attrs.fields(kind)}


@pytest.mark.parametrize(
    ("kind", "schema", "key"),
    [(OpType, "Device", "op_type"), (ProfileStatus, "Device", "profile_status")],
)
def test_every_word_of_a_schema_is_known(schemas: dict[str, Any], kind: Any, schema: str, key: str) -> None:
    assert set(kind) == set(schemas[f"{schema}.json"]["properties"][key]["enum"])


def test_every_outcome_of_the_schemas_is_known(schemas: dict[str, Any]) -> None:
    words = schemas["AssignProfileResponse.json"]["properties"]["devices"]["additionalProperties"]["enum"]
    locks = schemas["ActivationLockStatusResponse.json"]["properties"]["response_status"]["examples"]

    assert set(AssignOutcome) == set(words)
    assert set(LockOutcome) == {"SUCCESS", *locks}
