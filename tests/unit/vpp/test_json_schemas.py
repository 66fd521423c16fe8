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

from pymdm.vpp import Asset, EventStatus, MdmInfo, ops
from pymdm.vpp.codes import error_in
from tests.support import shared
from tests.unit.vpp.calling import Peer, answer, session


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    folder = shared("apple-device-services/anb/schemas")
    return {path.name: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}


def faults(schemas: dict[str, Any], name: str, value: Any) -> list[str]:
    registry: Any = Registry().with_resources(
        [(each, Resource.from_contents(schema)) for each, schema in schemas.items()]
    )
    validator = Draft202012Validator(
        schemas[f"{name}.json"], registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    return [error.message for error in validator.iter_errors(value)]


def test_changes_are_sent_as_the_schema_says_and_their_answers_are_read(schemas: dict[str, Any]) -> None:
    told = {
        "eventId": "e",
        "uId": "1",
        "tokenExpirationDate": "2030-11-08T22:33:22+00:00",
        "mdmInfo": {"id": "us", "name": "Us", "metadata": "1"},
    }
    assert [] == faults(schemas, "EventResponse", told)
    one = session(uid="1", mdm=MdmInfo(id="us"))
    for change in (ops.associate, ops.disassociate):
        peer = Peer(
            change(one, [Asset(1), Asset("2", "PLUS")], serials=["S"], client_user_ids=["u"]),
            *([answer(body=told)] if not one.location_uid else []),
            answer(body={**told, "eventId": "e1"}),
        )
        (body,) = peer.bodies
        assert [] == faults(schemas, "ManageAssetsRequest", body)
        assert set(schemas["ManageAssetsRequest.json"]["properties"]) == set(body)
        assert ["e1"] == [batch.event_id for batch in peer.items]
    assert one.token_expires is not None
    assert set(told) == set(schemas["EventResponse.json"]["properties"])


def test_every_key_of_an_asset_and_of_mdm_info_is_an_attribute_and_is_sent(schemas: dict[str, Any]) -> None:
    assert set(Asset("1").wire()) == set(schemas["Asset.json"]["properties"])
    assert [] == faults(schemas, "Asset", Asset(1).wire())
    assert {each.name for each in attrs.fields(MdmInfo)} == set(schemas["MdmInfo.json"]["properties"])
    assert [] == faults(schemas, "MdmInfo", MdmInfo(id="a", name="b", metadata="c").wire())


def test_an_error_with_every_key_becomes_failures(schemas: dict[str, Any]) -> None:
    info = {"assets": [Asset("1").wire()], "clientUserIds": ["u"], "serialNumbers": ["S"]}
    error = {"errorInfo": info, "errorMessage": "x", "errorNumber": 9709}
    assert [] == faults(schemas, "ErrorResponse", error) == faults(schemas, "ResponseErrorInfo", info)
    assert set(error) == set(schemas["ErrorResponse.json"]["properties"])
    assert set(info) == set(schemas["ResponseErrorInfo.json"]["properties"])
    status = EventStatus.decode({"eventStatus": "FAILED", "failures": [error]}, event_id="e")

    assert 9709 == error_in(error).code
    assert {("S", "", (Asset("1"),)), ("", "u", (Asset("1"),))} == {
        (each.serial, each.client_user_id, each.assets) for each in status.failures
    }
