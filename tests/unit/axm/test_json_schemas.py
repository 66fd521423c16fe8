"""What is sent, and what is read, held to JSON Schemas that were made of Apple's documentation.

They lie beside the checkout; without them these tests skip and say so.
"""

from __future__ import annotations

import inspect
import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from pymdm.axm import Activity, ActivityStatus, MDMServer, OrgDevice, ops
from tests.support import shared
from tests.unit.axm.talking import Talk, document, resource

KINDS = {"OrgDevice": OrgDevice, "MdmServer": MDMServer, "OrgDeviceActivity": Activity}


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    folder = shared("apple-device-services/abm/schemas")
    return {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}


@pytest.mark.parametrize("name", KINDS)
def test_every_attribute_that_apple_documents_is_read(schemas: dict[str, Any], name: str) -> None:
    documented = set(schemas[name]["$defs"][f"{name}.Attributes"]["properties"])
    read = set(re.findall(r'\(has, "(\w+)"\)', inspect.getsource(KINDS[name].from_resource)))

    # Apple has added the date of a release since the schemas were made.
    assert documented == read - {"releasedFromOrgDateTime"}


def test_the_words_of_an_activity_are_apples(schemas: dict[str, Any]) -> None:
    attributes = schemas["OrgDeviceActivity"]["$defs"]["OrgDeviceActivity.Attributes"]["properties"]

    assert set(attributes["status"]["enum"]) == set(ActivityStatus)
    assert "COMPLETED_WITH_SUCCESS" in attributes["subStatus"]["enum"]


@pytest.mark.parametrize("flow", [ops.assign, ops.unassign])
def test_an_assignment_is_as_apple_describes_it(schemas: dict[str, Any], flow: Any) -> None:
    talk = Talk(document(201, data=resource("orgDeviceActivities", "A")))
    talk.run(flow(talk.session, "S", ["C1", "C2"]))
    sent = json.loads(talk.requests[0].body)
    registry: Registry[Any] = Registry().with_resources(
        (f"{name}.json", Resource.from_contents(schema)) for name, schema in schemas.items()
    )
    schema = schemas["OrgDeviceActivityCreateRequest"]

    assert [] == list(Draft202012Validator(schema, registry=registry).iter_errors(sent))
    assert sent["data"]["attributes"]["activityType"] in schemas["OrgDeviceActivityType"]["x-enum"]
    assert [] != list(Draft202012Validator(schema, registry=registry).iter_errors({"data": {}}))
