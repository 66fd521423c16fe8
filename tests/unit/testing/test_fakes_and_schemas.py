"""What the fakes of Apple's services say and accept, held to Apple's JSON Schemas and to the chapter of 2014.

Neither is part of the repository; where they are not there, these tests skip and say so.

What the chapter prints wrongly, and is repaired here before it is sent: the space in the Content-Type; the
value that is missing after ``is_mdm_removable``; the quotation mark that is missing after
``supervising_host_certs``; TOS with a zero.  Cursor, profile and session of the examples are replaced by
those of the fake.  The login is left out: its timestamp has nine digits.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from pymdm.testing.fake_abm import FakeABM
from pymdm.testing.fake_dep import FakeDEP
from tests.support import shared
from tests.unit.testing import test_fake_abm as abm
from tests.unit.testing.dep_talk import Talk
from tests.unit.testing.test_fake_dep import PROFILE, calm
from tests.unit.testing.vpp_talk import BOOK, PAGES
from tests.unit.testing.vpp_talk import calm as calm_vpp


@cache
def registry(service: str) -> Registry[Any]:
    folder = shared(f"apple-device-services/{service}/schemas")
    files = {path.name: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))}
    return Registry().with_resources((name, Resource.from_contents(found)) for name, found in files.items())


def wrong(service: str, schema: str, found: object) -> list[str]:
    validator = Draft202012Validator(
        {"$ref": f"{schema}.json"},
        registry=registry(service),
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(found)]


def test_the_schemas_do_find_what_is_wrong() -> None:
    assert wrong("dep", "FetchDeviceResponse", {"cursor": "x", "more_to_follow": "false"})
    assert wrong("dep", "AccountDetail", {"urls": [{"uri": "not a uri"}]})
    assert wrong("abm", "MdmServersResponse", {"data": [{"type": "mdmServers"}], "links": {"self": "x"}})


def test_all_answers_of_the_fake_enrollment_service_fit_todays_schemas() -> None:
    fake, talk = calm(5)
    first, second, *_ = fake.serials
    sent: list[tuple[str, object]] = []

    def post(path: str, schema: str, body: object) -> Any:
        sent.append((schema, body))
        return talk.post(path, body)

    uuid = (defined := post("/profile", "Profile", {**PROFILE, "devices": [first]}))["profile_uuid"]
    fetched = post("/server/devices", "FetchDeviceRequest", {"limit": 1000})
    fake.pushed(first)
    fake.remove(second)
    fake.add(mdm_migration_deadline="2027-01-01T00:00:00Z")
    fake.answer_device(first, "THROTTLED", times=1)
    assigning = {"profile_uuid": uuid, "devices": [first, second]}
    discovery = {"mdm_service_discovery_url": "https://mdm.acmeinc.com/x"}
    answers = [
        ("DefineProfileResponse", defined),
        ("FetchDeviceResponse", fetched),
        ("FetchDeviceResponse", post("/devices/sync", "SyncDeviceRequest", {"cursor": fetched["cursor"]})),
        ("AssignProfileResponse", post("/profile/devices", "ProfileServiceRequest", assigning)),
        ("DeviceListResponse", post("/devices", "DeviceListRequest", {"devices": [first]})),
        (
            "ActivationLockStatusResponse",
            post("/device/activationlock", "ActivationLockRequest", {"device": first}),
        ),
        ("ClearProfileResponse", json.loads(talk.call("DELETE", "/profile/devices", assigning).body)),
        ("DeviceStatusResponse", post("/devices/disown", "DeviceListRequest", {"devices": [first]})),
        ("AccountDetail", talk.get("/account")),
        ("Profile", talk.get(f"/profile?profile_uuid={uuid}")),
    ]
    post("/account-driven-enrollment/profile", "AccountDrivenEnrollmentProfileRequest", discovery)
    answers.append(
        ("GetAccountDrivenEnrollmentProfileResponse", talk.get("/account-driven-enrollment/profile"))
    )
    fake.seed_program([{"title": "iOS 27 beta", "os": "iOS", "token": "GBT"}])
    answers.append(("GetSeedBuildTokenResponse", talk.get("/os-beta-enrollment/tokens")))
    sent.append(("ClearProfileRequest", assigning))

    assert {schema: [] for schema, _ in answers} == {name: wrong("dep", name, x) for name, x in answers}
    assert {schema: [] for schema, _ in sent} == {name: wrong("dep", name, x) for name, x in sent}
    assert {"pushed", "modified", "deleted", "added"} <= set(re.findall(r"\w+", json.dumps(answers)))


def test_all_answers_of_the_fake_business_manager_fit_todays_schemas() -> None:
    fake = FakeABM(devices=4, chaos=None, polls=0)
    talk = abm.Talk(fake)
    first, second, *_ = fake.serials
    server = fake.servers["First"]
    fake.fail(second)
    wish = abm.wish("ASSIGN_DEVICES", server, first, second)
    begun = json.loads(talk.call("POST", "/v1/orgDeviceActivities", wish).body)
    polled = talk.get(begun["data"]["links"]["self"])
    devices = talk.get("/v1/orgDevices?limit=3")
    missing = json.loads(talk.call("GET", "/v1/orgDevices/none").body)
    invalid = json.loads(talk.call("GET", "/v1/orgDevices?limit=x").body)

    answers: list[tuple[str, Any]] = [
        ("OrgDeviceActivityResponse", begun),
        ("OrgDeviceActivityResponse", polled),
        ("MdmServersResponse", talk.get("/v1/mdmServers")),
        ("PagedDocumentLinks", devices["links"]),
        ("PagingInformation", devices["meta"]),
        ("ErrorResponse", missing),
        ("ErrorResponse", invalid),
        ("OrgDeviceActivityCreateRequest", wish),
        *(("OrgDevice", device) for device in devices["data"]),
    ]

    assert [] == [text for schema, found in answers for text in wrong("abm", schema, found)]
    assert ["COMPLETED"] == [polled["data"]["attributes"]["status"]]


def examples() -> list[tuple[str, str, str | None]]:
    """(method, path, body) of the requests that the chapter prints, repaired."""
    text = shared("seeds/apple-mdm-protocol-reference-2014.txt").read_text("utf-8")
    text = text.replace("\n```", "\n")  # of the conversion, not of the book
    chapter = text[text.rindex("\nDevice Management Workflow\n") : text.rindex("\nCommon Error Codes\n")]
    found = []
    for match in re.finditer(r"^(GET|POST|PUT|DELETE) (/\S+) HTTP/1\.1", chapter, re.MULTILINE):
        rest = re.split(
            r"^Response (?:Body|Payload)", chapter[match.end() :], maxsplit=1, flags=re.MULTILINE
        )[0]
        body = rest[rest.index("{") : rest.rindex("}") + 1] if "{" in rest else None
        if match[2] not in ("/session",):
            found.append((match[1], match[2], body))
    return found


def repaired(body: str) -> Any:
    body = re.sub(r'("is_mdm_removable":)\s*\n', r"\1 false,\n", body)
    body = body.replace('"supervising_host_certs:', '"supervising_host_certs":').replace("T0S", "TOS")
    return json.loads(body)


def test_the_requests_of_the_chapter_of_2014_go_through() -> None:
    fake = FakeDEP(chaos=None)
    for serial in ("C8TJ500QF1MN", "B7CJ500QF1MA"):
        fake.add(serial)
    talk = Talk(fake, version=1).login()
    begun = talk.post("/server/devices", {"limit": 1})
    values = {"cursor": begun["cursor"], "profile_uuid": ""}
    said = []
    found = examples()
    defined = next(repaired(body) for _, path, body in found if path == "/profile" and body)
    values["profile_uuid"] = talk.post("/profile", defined)["profile_uuid"]
    for method, path, body in found:
        sent = None if body is None else repaired(body)
        if sent is not None:
            sent.update({name: value for name, value in values.items() if name in sent})
        uuid = f"profile_uuid={values['profile_uuid']}"
        response = talk.call(method, re.sub(r"profile_uuid=\w+", uuid, path), sent)
        said.append((method, path.partition("?")[0], response.status))

    assert [
        ("GET", "/account", 200),
        ("GET", "/account", 200),
        ("POST", "/server/devices", 200),
        ("POST", "/devices/sync", 200),
        ("POST", "/devices", 200),
        ("POST", "/devices/disown", 200),
        ("POST", "/profile", 200),
        ("PUT", "/profile/devices", 200),
        ("GET", "/profile", 200),
        ("DELETE", "/profile/devices", 200),
    ] == said
    assert "NOT_ACCESSIBLE" in fake.writes[-1].outcomes.values()  # they were disowned on the way
    with pytest.raises(ValueError):
        json.loads(next(body for _, path, body in found if path == "/profile" and body))


def test_answers_and_refusals_of_the_fake_of_apps_and_books_fit_todays_schemas() -> None:
    fake, talk = calm_vpp(licenses=1)
    fake.buy(BOOK, 1, kind="Book")
    talk.post("/client/config", {"mdmInfo": {"id": "1", "name": "pymdm", "metadata": "1"}})
    body = {"assets": [{"adamId": PAGES, "pricingParam": "STDQ"}], "serialNumbers": ["C1", "C2"]}
    assert [] == wrong("anb", "ManageAssetsRequest", body)
    begun = talk.post("/assets/associate", body)
    failures = talk.done(begun)["failures"]
    refused = [
        json.loads(talk.call("POST", "/assets/associate", {**body, "assets": [{"adamId": adam_id}]}).body)
        for adam_id in ("1", BOOK)
    ]
    fake.clock.advance(360 * 86400)
    ending = talk.post("/assets/revoke", {"serialNumbers": ["C1"]})
    assert {"eventId", "mdmInfo", "tokenExpirationDate", "uId"} == set(ending)
    ending["tokenExpirationDate"] = (
        f"{ending['tokenExpirationDate'][:-2]}:00"  # no RFC 3339 in Apple's examples
    )
    for schema, found in (
        ("EventResponse", begun),
        ("EventResponse", ending),
        ("ErrorResponse", failures[0]),
        ("ErrorResponse", refused[0]),
        ("ErrorResponse", refused[1]),
        ("MdmInfo", begun["mdmInfo"]),
        *(("Asset", row) for row in talk.get("/assets")["assets"]),
    ):
        assert [] == wrong("anb", schema, found)
    assert wrong("anb", "ErrorResponse", {"errorNumber": "9610"})
