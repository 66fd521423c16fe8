"""Check-ins and results, as whole messages and as their outermost keys."""

from __future__ import annotations

import plistlib

from pymdm.protocol import decode_checkin, decode_result
from pymdm.protocol.plist import loads_top_level
from pymdm.schema import answer_class
from tests.fuzz.corpus import captured
from tests.fuzz.mutate import any_of, changed_bytes, changed_plist, changed_text
from tests.fuzz.readers import Reader, Readers
from tests.support import ROOT

_PIECES = (
    b"<string></string>",
    b"<string>TokenUpdate</string>",
    b"<string>Authenticate</string>",
    b"<string>Acknowledged</string>",
    b"<string>\xc3\xa9</string>",
    b"<data></data>",
    b"<data>AAAA</data>",
    b"<true/>",
    b"<integer>18446744073709551615</integer>",
    b"<real>nan</real>",
    b"<array></array>",
    b"<dict></dict>",
    b"<date>0000-00-00T00:00:00Z</date>",
    *(
        f"<key>{name}</key>".encode()
        for name in ("UDID", "EnrollmentID", "UserID", "UserShortName", "MessageType")
    ),
    *(f"<key>{name}</key>".encode() for name in ("Status", "CommandUUID", "ErrorChain", "Token", "Topic")),
)
_change = any_of(changed_plist, changed_plist, changed_text(*_PIECES), changed_bytes)


def _seeds() -> tuple[bytes, ...]:
    own = [path.read_bytes() for path in sorted((ROOT / "tests" / "vectors" / "messages").rglob("*.plist"))]
    binary = [plistlib.dumps(plistlib.loads(data), fmt=plistlib.FMT_BINARY) for data in own]
    names = ("Authenticate.2.plist", "TokenUpdate.2.plist", "DeviceInformation.1.plist")
    return *own, *binary, *captured(*(f"messages/{name}" for name in names))


def _checkin(data: bytes) -> None:
    message = decode_checkin(data)
    assert message.enrollment.id, "a message of nobody"
    again = decode_checkin(message.encode())
    assert message == again, "a message that encodes as another"


def _result(data: bytes) -> None:
    found = decode_result(data)
    assert found.enrollment.id, "a result of nobody"
    _ = found.error_chain
    answer = None if found.request_type is None else answer_class(found.request_type)
    if answer is not None:
        answer.decode(found.payload, problems=[])


_TARGET = Readers(
    {
        "check-in": Reader(seeds=_seeds, read=_checkin, change=_change),
        "result": Reader(seeds=_seeds, read=_result, change=_change),
        "outline": Reader(seeds=_seeds, read=loads_top_level, change=_change),
    }
)
make, check, dump, load, tell = _TARGET.make, _TARGET.check, _TARGET.dump, _TARGET.load, _TARGET.tell
