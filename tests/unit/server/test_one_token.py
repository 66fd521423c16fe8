"""T85: there is one kind of token, in one scheme, and no interface that imitates another server's."""

from __future__ import annotations

from base64 import b64encode

import pytest

from pymdm.server.admin import ROUTES

from .scene import CODE, TOKEN, Scene, call, scene


@pytest.fixture(scope="module")
def mdm() -> Scene:
    return scene()


def basic(name: str, password: str) -> str:
    return f"Basic {b64encode(f'{name}:{password}'.encode()).decode()}"


#: Other servers' tools send their key as a Basic password, by these names, or in a header of their own.
FOREIGN = {
    "NanoMDM": basic("nanomdm", TOKEN),
    "MicroMDM": basic("micromdm", TOKEN),
    "no name": basic("", TOKEN),
    "the token as the name": basic(TOKEN, ""),
    "Basic without its base64": f"Basic {TOKEN}",
    "Zentral": f"Token {TOKEN}",
    "Digest": f"Digest {TOKEN}",
    "no scheme": TOKEN,
    "the code of the enrollment page": f"Bearer {CODE}",
    "a Basic password as bearer": f"Bearer {b64encode(f'nanomdm:{TOKEN}'.encode()).decode()}",
    "two tokens": f"Bearer {TOKEN} {TOKEN}",
    "a list": f"Bearer x, Bearer {TOKEN}",
}

#: What NanoMDM, MicroMDM, NanoDEP, Fleet and Zentral offer at these addresses (their documentation).
DIALECTS = (
    ("PUT", "/v1/enqueue/{id}"),
    ("PUT", "/v1/push/{id}"),
    ("GET", "/v1/pushcert"),
    ("PUT", "/v1/pushcert"),
    ("PUT", "/v1/escrowkeyunlock"),
    ("POST", "/v1/commands"),
    ("POST", "/v1/commands/{id}"),
    ("DELETE", "/v1/commands/{id}"),
    ("GET", "/push/{id}"),
    ("POST", "/v1/devices"),
    ("GET", "/v1/queue/{id}"),
    ("POST", "/api/v1/fleet/commands/run"),
    ("POST", "/api/latest/fleet/hosts/{id}/wipe"),
    ("POST", "/api/mdm/devices/{id}/erase/"),
    ("GET", "/debug/pprof/"),
    ("GET", "/version"),
)


@pytest.mark.parametrize("given", FOREIGN.values(), ids=FOREIGN)
def test_the_token_counts_as_bearer_token_and_as_nothing_else(mdm: Scene, given: str) -> None:
    """T85"""
    asked = mdm.admin("GET", "/v1/enrollments", HTTP_AUTHORIZATION=given)
    ordered = mdm.admin("POST", "/v1/queues/hold", {"why": "x"}, HTTP_AUTHORIZATION=given)

    assert (401, 401) == (asked.status, ordered.status)
    assert 'Bearer realm="pymdm"' == asked.headers["www-authenticate"]
    assert mdm.admin("GET", "/v1/queues").json["held"] is None


@pytest.mark.parametrize(
    "place",
    [
        {"QUERY_STRING": f"token={TOKEN}"},
        {"HTTP_COOKIE": f"token={TOKEN}"},
        {"HTTP_X_API_KEY": TOKEN},
        {"REMOTE_USER": "admin"},
        {"HTTP_X_REMOTE_USER": "admin"},
    ],
)
def test_no_other_place_of_a_request_is_looked_at(mdm: Scene, place: dict[str, str]) -> None:
    """T85, T83: least of all one that a browser fills in by itself."""
    assert 401 == call(mdm.server.admin, "GET", "/v1/enrollments", **place).status


@pytest.mark.parametrize(("method", "pattern"), DIALECTS)
def test_no_other_servers_interface_answers_even_with_the_token(
    mdm: Scene, method: str, pattern: str
) -> None:
    """T85: on neither address; so that nothing is to be switched off."""
    mac = mdm.device(seed="dialects").enrollment.id
    path = pattern.format(id=mac)
    body = {"request_type": "EraseDevice", "udid": mac}
    for given in (f"Bearer {TOKEN}", FOREIGN["NanoMDM"], FOREIGN["MicroMDM"]):
        admin = mdm.admin(method, path, body, HTTP_AUTHORIZATION=given)
        assert (404 if given.startswith("Bearer") else 401) == admin.status
        device = call(
            mdm.server.device, method, path, body=b"{}", HTTP_AUTHORIZATION=given, CONTENT_TYPE="text/plain"
        )
        assert 404 == device.status
    assert [] == mdm.admin("GET", f"/v1/enrollments/{mac}/commands").json["commands"]


def test_every_address_of_the_admin_api_is_one_that_is_written_down(mdm: Scene) -> None:
    """T85: the list above is of addresses that do not exist, this one of those that do."""
    assert {path for _, path in DIALECTS}.isdisjoint(path for _, path in ROUTES)
    for method, pattern in ROUTES:
        path = pattern.format(id="nobody", uuid="none")
        assert 401 == mdm.admin(method, path, HTTP_AUTHORIZATION=FOREIGN["NanoMDM"]).status
