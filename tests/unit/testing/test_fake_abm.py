"""The fake of the Apple Business Manager API: assertions, bearers, pages, activities; without our client."""

from __future__ import annotations

import base64
import http.client
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from pymdm._flow import HttpRequest, HttpResponse
from pymdm.errors import TransportError
from pymdm.testing.fake_abm import ABMChaos, FakeABM

AUDIENCE = "https://account.apple.com/auth/oauth2/v2/token"
DAY = 86400


def part(found: object) -> str:
    raw = found if isinstance(found, bytes) else json.dumps(found).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def assertion(fake: FakeABM, *, der: bool = False, head: dict[str, Any] | None = None, **claims: Any) -> str:
    now = int(fake.clock().timestamp())
    client = fake.account.client_id
    said = {"iss": client, "sub": client, "aud": AUDIENCE, "iat": now, "exp": now + 180 * DAY, "jti": "one"}
    said = {name: value for name, value in {**said, **claims}.items() if value is not None}
    text = f"{part({'alg': 'ES256', 'kid': fake.account.key_id, 'typ': 'JWT', **(head or {})})}.{part(said)}"
    signature = fake.account.key.sign(text.encode(), ec.ECDSA(hashes.SHA256()))
    if not der:
        r, s = decode_dss_signature(signature)
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return f"{text}.{part(signature)}"


def token(fake: FakeABM, signed: str | None = None, **changes: str) -> HttpResponse:
    form = {
        "grant_type": "client_credentials",
        "client_id": fake.account.client_id,
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": assertion(fake) if signed is None else signed,
        "scope": "business.api",
        **changes,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode(form).encode()
    return fake.send(HttpRequest(method="POST", url=fake.token_url, headers=headers, body=body))


class Talk:
    def __init__(self, fake: FakeABM) -> None:
        self.fake = fake
        self.bearer = json.loads(token(fake).body)["access_token"]

    def call(self, method: str, path: str, body: object = None) -> HttpResponse:
        headers = {"Authorization": f"Bearer {self.bearer}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        url = path if path.startswith("http") else f"{self.fake.base_url}{path}"
        sent = b"" if body is None else json.dumps(body).encode()
        return self.fake.send(HttpRequest(method=method, url=url, headers=headers, body=sent))

    def get(self, path: str) -> Any:
        response = self.call("GET", path)
        assert 200 == response.status, response.body
        return json.loads(response.body)

    def all(self, path: str) -> list[Any]:
        found: list[Any] = []
        link: str | None = path
        while link:
            page = self.get(link)
            found += page["data"]
            link = page["links"].get("next")
        return found

    def refused(self, method: str, path: str, body: object = None) -> tuple[int, str]:
        response = self.call(method, path, body)
        return response.status, json.loads(response.body)["errors"][0]["code"]


def wish(kind: str, server: str, *serials: str) -> dict[str, Any]:
    devices = [{"type": "orgDevices", "id": serial} for serial in serials]
    return {
        "data": {
            "type": "orgDeviceActivities",
            "attributes": {"activityType": kind},
            "relationships": {
                "mdmServer": {"data": {"type": "mdmServers", "id": server}},
                "devices": {"data": devices},
            },
        }
    }


def test_an_assertion_of_180_days_is_exchanged_for_a_bearer() -> None:
    fake = FakeABM(chaos=None)

    found = json.loads(token(fake).body)

    assert ("Bearer", 3600, "business.api") == (found["token_type"], found["expires_in"], found["scope"])
    assert 200 == token(fake, assertion(fake, jti="two")).status


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"iss": "other"}, "iss"),
        ({"sub": "other"}, "sub"),
        ({"aud": "https://account.apple.com/auth/oauth2/token"}, "aud"),
        ({"aud": [AUDIENCE]}, "aud"),
        ({"exp": 1}, "not valid now"),
        ({"iat": 1}, "180 days"),
        ({"iat": 4_000_000_000, "exp": 4_000_000_001}, "not valid now"),
        ({"exp": "soon"}, "whole seconds"),
        ({"jti": None}, "jti"),
        ({"jti": ""}, "jti"),
        ({"head": {"alg": "none"}}, "ES256"),
        ({"head": {"alg": "HS256"}}, "ES256"),
        ({"head": {"kid": "other"}}, "kid"),
        ({"der": True}, "64 bytes"),
    ],
)
def test_a_wrong_assertion_gets_none(claims: dict[str, Any], said: str) -> None:
    fake = FakeABM(chaos=None)

    refused = token(fake, assertion(fake, **claims))

    found = json.loads(refused.body)
    assert (400, "invalid_client") == (refused.status, found["error"])
    assert said in found["error_description"]
    assert 0 == fake.bearers_given


def test_a_signature_of_another_key_and_a_changed_claim_get_none() -> None:
    fake, other = FakeABM(chaos=None, seed=1), FakeABM(chaos=None, seed=2)
    foreign = assertion(other, iss=fake.account.client_id, sub=fake.account.client_id)
    foreign = foreign.rpartition(".")[2]
    mine = assertion(fake)
    head, claims, signature = mine.split(".")

    for wrong in (
        f"{head}.{claims}.{foreign}",
        f"{head}.{part({'iss': 'x'})}.{signature}",
        "a.b",
        "",
        f"{mine}=",
    ):
        assert 400 == token(fake, wrong).status


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_assertion_type": "x"}, "invalid_request"),
        ({"client_id": "BUSINESSAPI.other"}, "invalid_client"),
        ({"scope": "school.api"}, "invalid_scope"),
    ],
)
def test_the_form_has_to_be_right(changes: dict[str, str], code: str) -> None:
    refused = token(FakeABM(chaos=None), **changes)

    assert (400, code) == (refused.status, json.loads(refused.body)["error"])


def test_key_files_are_as_odd_as_apples() -> None:
    fake = FakeABM(chaos=None, seed=5)
    apple, honest = fake.account.key_file(), fake.account.key_file("pkcs8")

    assert apple.startswith(b"-----BEGIN EC PRIVATE KEY-----")
    assert honest == apple.replace(b"EC PRIVATE", b"PRIVATE")
    for pem in (honest, fake.account.key_file("sec1")):
        loaded = serialization.load_pem_private_key(pem, None)
        assert isinstance(loaded, ec.EllipticCurvePrivateKey)
        assert fake.account.key.private_numbers() == loaded.private_numbers()


def test_a_bearer_expires_and_is_missed() -> None:
    fake = FakeABM(chaos=None)
    talk = Talk(fake)

    assert 200 == talk.call("GET", "/v1/orgDevices").status
    fake.clock.advance(3600)
    assert (401, "NOT_AUTHORIZED") == talk.refused("GET", "/v1/orgDevices")
    assert 401 == fake.send(HttpRequest(method="GET", url=f"{fake.base_url}/v1/mdmServers")).status


def test_pages_hang_together_by_links() -> None:
    talk = Talk(FakeABM(devices=250, chaos=ABMChaos(short_pages=0.5)))

    found = talk.all("/v1/orgDevices?limit=30&fields[orgDevices]=serialNumber,status")

    assert talk.fake.serials == [device["id"] for device in found]
    assert {"serialNumber", "status"} == set(found[0]["attributes"])
    assert (400, "PARAMETER_ERROR.INVALID") == talk.refused("GET", "/v1/orgDevices?limit=1001")
    assert (400, "PARAMETER_ERROR.INVALID") == talk.refused("GET", "/v1/orgDevices?cursor=x")


def test_an_activity_takes_its_time_and_tells_which_devices_failed() -> None:
    fake = FakeABM(devices=3, chaos=None, polls=2)
    talk = Talk(fake)
    first, second, third = fake.serials
    server = fake.servers["First"]
    fake.fail(second)

    begun = talk.call("POST", "/v1/orgDeviceActivities", wish("ASSIGN_DEVICES", server, first, second))
    polled = json.loads(begun.body)["data"]["links"]["self"]
    seen = [talk.get(polled)["data"]["attributes"] for _ in range(3)]

    assert 201 == begun.status
    assert ["IN_PROGRESS", "IN_PROGRESS", "COMPLETED"] == [each["status"] for each in seen]
    assert "COMPLETED_WITH_ERROR" == seen[-1]["subStatus"]
    assert {first: server, second: None, third: None} == fake.truth()
    assert [first] == [each["id"] for each in talk.all(f"/v1/mdmServers/{server}/relationships/devices")]
    assert server == talk.get(f"/v1/orgDevices/{first}/relationships/assignedServer")["data"]["id"]
    assert (404, "NOT_FOUND") == talk.refused("GET", f"/v1/orgDevices/{second}/assignedServer")
    table = fake.send(HttpRequest(method="GET", url=seen[-1]["downloadUrl"])).body
    assert f"{second},FAILED" in table.decode()
    assert [("ASSIGN_DEVICES", server, (first, second))] == [
        (write.activity_type, write.server, write.devices) for write in fake.writes
    ]


def test_an_activity_is_done_after_a_minute_even_if_nobody_asks() -> None:
    fake = FakeABM(devices=1, chaos=None)
    talk = Talk(fake)
    (serial,) = fake.serials
    server = fake.servers["First"]
    fake.assign(serial, server)
    talk.call("POST", "/v1/orgDeviceActivities", wish("UNASSIGN_DEVICES", server, serial))

    assert {serial: server} == fake.truth()
    fake.clock.advance(60)
    assert "UNASSIGNED" == talk.get(f"/v1/orgDevices/{serial}")["data"]["attributes"]["status"]


def test_activities_that_make_no_sense_are_refused() -> None:
    fake = FakeABM(devices=1, chaos=None)
    talk = Talk(fake)
    (serial,), server = fake.serials, fake.servers["First"]
    unknown = wish("ASSIGN_DEVICES", "0" * 32, serial)
    wrongs = [unknown, wish("EAT", server, serial), wish("ASSIGN_DEVICES", server), {}, []]

    refused = [talk.call("POST", "/v1/orgDeviceActivities", wrong).status for wrong in wrongs]

    assert [409] * 5 == refused
    assert () == fake.writes


def test_t65_a_bearer_that_follows_a_link_to_another_host_is_noticed() -> None:
    fake = FakeABM(devices=3, chaos=ABMChaos(foreign_next=1))
    talk = Talk(fake)

    page = talk.get("/v1/orgDevices?limit=2")
    talk.call("GET", page["links"]["next"])

    assert ("https://elsewhere.example/v1/orgDevices",) == fake.leaks


def test_what_goes_wrong_goes_wrong_as_scripted() -> None:
    for chaos in (ABMChaos(drop_before=1), ABMChaos(half=1), ABMChaos(endless=1)):
        with pytest.raises(TransportError):
            token(FakeABM(chaos=chaos))
    throttled = token(FakeABM(chaos=ABMChaos(throttle=1, retry_after=7)))
    assert 429 == throttled.status
    assert "retry-after" in throttled.headers
    broken = token(FakeABM(chaos=ABMChaos(broken=1)))
    assert broken.status >= 500
    assert b"<html>" in broken.body


def test_on_its_port_it_answers_http() -> None:
    with FakeABM(chaos=None) as fake:
        connection = http.client.HTTPConnection(fake.base_url.removeprefix("http://"), timeout=10)
        connection.request("GET", "/v1/orgDevices")
        response = connection.getresponse()

        assert (401, "NOT_AUTHORIZED") == (response.status, json.loads(response.read())["errors"][0]["code"])
        connection.close()


def test_a_bearer_is_revoked_in_the_middle_but_never_before_its_first_use() -> None:
    fake = FakeABM(devices=1, chaos=ABMChaos(stale=1), page=1)

    for _ in range(3):
        talk = Talk(fake)
        assert [200, 401, 401] == [talk.call("GET", "/v1/orgDevices").status for _ in range(3)]
