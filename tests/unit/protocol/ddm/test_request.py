"""What devices ask and tell in check-ins, and what is answered."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pymdm.errors import DecodeError, TooLarge
from pymdm.protocol import DeclarativeManagement, ddm, decode_checkin
from pymdm.schema.declarations import DeclarationItemsResponse, TokensResponse
from tests.support import ROOT
from tests.unit.protocol.ddm.fill import activation, passcode
from tests.unit.protocol.ddm.test_status_report import FIRST_REPORT

NOW = datetime(2026, 1, 1, tzinfo=UTC)
EVERY = ddm.DeclarationSet([passcode(), activation("passcode")])
REPORT = json.dumps(FIRST_REPORT).encode()
VECTORS = sorted((ROOT / "tests" / "vectors" / "messages" / "checkin").glob("DeclarativeManagement.*.plist"))


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_check_ins_of_every_kind_of_enrollment_are_understood(path: Any) -> None:
    message = decode_checkin(path.read_bytes())
    assert isinstance(message, DeclarativeManagement)

    request = ddm.read_request(message.endpoint, message.data)

    expected = {
        "tokens": ddm.AskTokens,
        "declaration-items": ddm.AskDeclarationItems,
        "declaration": ddm.AskDeclaration,
        "status": ddm.TellStatus,
    }
    assert expected[path.name.split(".")[1]] is type(request)
    if isinstance(request, ddm.TellStatus):
        assert {"device.model.family": "Mac"} == request.report.values


def test_each_kind_of_declaration_can_be_asked_for() -> None:
    for kind in ddm.DeclarationKind:
        asked = ddm.AskDeclaration(kind=kind, identifier="a/b c")
        assert asked == ddm.read_request(f"declaration/{kind.value}/a/b c")


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "Tokens",
        "tokens/",
        "status/x",
        "declaration",
        "declaration/asset",
        "declaration/asset/",
        "declaration/x/y",
    ],
)
def test_endpoints_that_do_not_exist_are_named(endpoint: str) -> None:
    with pytest.raises(DecodeError, match=r"^Endpoint: expected tokens, ") as caught:
        ddm.read_request(endpoint)
    assert 400 == caught.value.http_status


def test_a_status_without_report_is_refused() -> None:
    with pytest.raises(DecodeError, match=r"^Data: expected a status report$"):
        ddm.read_request("status")


def test_answers_are_documents_of_the_schema() -> None:
    tokens = json.loads(ddm.answer(ddm.AskTokens(), EVERY, timestamp=NOW))
    items = json.loads(ddm.answer(ddm.AskDeclarationItems(), EVERY, timestamp=NOW))

    assert EVERY.tokens(timestamp=NOW) == TokensResponse.decode(tokens)
    assert EVERY.declaration_items() == DeclarationItemsResponse.decode(items)
    asked = ddm.AskDeclaration(kind=ddm.DeclarationKind.CONFIGURATION, identifier="passcode")
    assert passcode() == ddm.decode_declaration(ddm.answer(asked, EVERY, timestamp=NOW))
    assert b"" == ddm.answer(ddm.read_request("status", REPORT), EVERY, timestamp=NOW)


def respond(endpoint: str, data: bytes | None = None) -> tuple[bytes | None, list[ddm.StatusReport]]:
    told: list[ddm.StatusReport] = []
    return ddm.respond(endpoint, data, EVERY, timestamp=NOW, on_status=told.append), told


@pytest.mark.parametrize("endpoint", ["tokens", "declaration-items", "declaration/activation/always"])
def test_one_call_answers_questions(endpoint: str) -> None:
    body, told = respond(endpoint, b"ignored")
    assert ddm.answer(ddm.read_request(endpoint), EVERY, timestamp=NOW) == body
    assert [] == told


def test_one_call_takes_reports() -> None:
    body, told = respond("status", REPORT)
    assert (b"", [ddm.decode_status_report(REPORT)]) == (body, told)


@pytest.mark.parametrize(
    "endpoint", ["declaration/activation/passcode", "declaration/asset/x", "profiles", ""]
)
def test_what_is_not_there_has_no_answer(endpoint: str) -> None:
    assert (None, []) == respond(endpoint)


@pytest.mark.parametrize(
    ("data", "error"), [(None, DecodeError), (b"{", DecodeError), (b" " * 2**21, TooLarge)]
)
def test_a_report_that_cannot_be_read_is_not_told(data: bytes | None, error: type[Exception]) -> None:
    told: list[ddm.StatusReport] = []
    with pytest.raises(error):
        ddm.respond("status", data, EVERY, timestamp=NOW, on_status=told.append)
    assert [] == told


def test_the_door_lets_out_what_it_lists() -> None:
    assert set(ddm.__all__) <= set(dir(ddm))
    with pytest.raises(AttributeError, match="no attribute 'nope'"):
        getattr(ddm, "nope")  # noqa: B009
