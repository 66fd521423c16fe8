"""Every example of MicroMDM's documentation of its API, where that document is at hand.

Three repairs are needed, all in what stands for something that was left out:

- the first event is a form with ``...`` and empty payloads, not an event;
- the command ends in a comma that JSON does not allow;
- its payload is cut short (``PD94bWwg…base64_encoded_mobileconfig``).
"""

from __future__ import annotations

import base64
import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from pymdm import commands
from pymdm.errors import DecodeError
from pymdm.protocol import CheckinMessage, Status, decode_checkin, decode_result
from pymdm.protocol.micromdm import CommandRequest
from tests.support import shared

PROFILE = b"<plist><dict/></plist>"


def examples() -> Iterator[str]:
    """Everything between a line that is an opening brace and one that is the closing one."""
    text = shared("seeds/micromdm-api-and-webhooks.txt").read_text(encoding="utf-8")
    for block in re.findall(r"^\{\n.*?^\}", text, re.MULTILINE | re.DOTALL):
        # Indentation is lost in the document, so that an inner brace ends the block: its end is added.
        yield block + "}" * (block.count("{") - block.count("}"))


def test_the_document_has_six_examples(capsys: pytest.CaptureFixture[str]) -> None:
    found = list(examples())
    with capsys.disabled():
        sys.stdout.write(f" MicroMDM: {len(found)} examples and a property list, 2 of them repaired ")

    assert 6 == len(found), found
    assert ["..." in example for example in found] == [True, False, False, False, False, True]


def test_the_command_is_read_and_written() -> None:
    (example,) = (found for found in examples() if "request_type" in found)
    with pytest.raises(DecodeError, match="expected one JSON object"):
        CommandRequest.decode(example.encode())

    repaired = re.sub(r",\s*\}", "}", example)
    with pytest.raises(DecodeError, match="payload: expected data as text in base64"):
        CommandRequest.decode(repaired.encode())
    whole = re.sub(r'"PD94.*?"', json.dumps(base64.b64encode(PROFILE).decode()), repaired)

    request = CommandRequest.decode(whole.encode())

    assert commands.InstallProfile(payload=PROFILE) == request.command
    assert json.loads(whole) == json.loads(request.encode())


@pytest.mark.parametrize("topic", ["Authenticate", "TokenUpdate", "CheckOut"])
def test_the_payload_of_a_check_in_event_is_that_message(topic: str) -> None:
    event = _event(f"mdm.{topic}")["checkin_event"]

    message: CheckinMessage = decode_checkin(base64.b64decode(event["raw_payload"]))

    assert (topic, event["udid"]) == (message.message_type, message.enrollment.id)


def test_the_payload_of_an_acknowledge_event_is_that_result() -> None:
    event = _event("mdm.Connect")["acknowledge_event"]

    result = decode_result(base64.b64decode(event["raw_payload"]))

    assert Status.ACKNOWLEDGED is result.status
    assert (event["status"], event["udid"], event["command_uuid"]) == (
        result.status.value,
        result.enrollment.id,
        result.command_uuid,
    )


def test_the_report_that_follows_a_push_is_read() -> None:
    text = shared("seeds/micromdm-api-and-webhooks.txt").read_bytes()
    start = text.index(b"<?xml")
    result = decode_result(text[start : text.index(b"</plist>", start) + len(b"</plist>")])

    assert Status.IDLE is result.status


def _event(topic: str) -> dict[str, Any]:
    whole = (json.loads(example) for example in examples() if "..." not in example)
    (found,) = (event for event in whole if event["topic"] == topic)
    return dict(found)
