"""MicroMDM's JSON of commands: whatever is taken can be sent, and says the same when it is written again."""

from __future__ import annotations

from pymdm.errors import LocalProtocolError
from pymdm.protocol.micromdm import CommandRequest
from tests.fuzz.declarative import _changed_json
from tests.fuzz.mutate import any_of, changed_plist, changed_text
from tests.fuzz.readers import Reader, Readers
from tests.unit.protocol.whole_commands import every_command

# Some of each shape: text, data, arrays, dictionaries, items of Settings, free dictionaries.
_SOME = ("AccountConfiguration", "DeviceLock", "InstallApplication", "InstallEnterpriseApplication")
_MORE = ("InstallProfile", "LOMDeviceRequest", "RequestMirroring", "RemoveMedia", "Settings")
_PIECES = (b"{", b"}", b'"', b"null", b"NaN", b"1e999", b"18446744073709551616", b"\\ud83d", b"\\u0000")
_KEYS = (b'"udid":1,', b'"PIN":"1",', b'"item":"Bluetooth",', b'"RequestType":"EraseDevice",')


def _seeds() -> tuple[bytes, ...]:
    return tuple(
        CommandRequest(udid="1", command=command, command_uuid="2").encode()
        for command in every_command()
        if command.request_type in (*_SOME, *_MORE)
    )


def _plists() -> tuple[bytes, ...]:
    return tuple(CommandRequest.decode(body).encode_plist() for body in _seeds())


def _read(data: bytes) -> CommandRequest:
    request = CommandRequest.decode(data, unknown="keep")
    assert request.command.encode(uuid="1"), "what is taken can be sent"
    try:
        again = request.encode()
    except LocalProtocolError:  # a key that is kept has a name that MicroMDM has for another one
        return request
    assert request == CommandRequest.decode(again, unknown="keep")
    return CommandRequest.decode(data)


def _raw(data: bytes) -> CommandRequest:
    request = CommandRequest.decode_plist(data, udid="1")
    if request.command_uuid:
        assert request == CommandRequest.decode_plist(request.encode_plist(), udid="1")
    return request


_change = any_of(_changed_json, _changed_json, changed_text(*_PIECES, *_KEYS))
_TARGET = Readers(
    {
        "json": Reader(seeds=_seeds, read=_read, change=_change),
        "plist": Reader(seeds=_plists, read=_raw, change=changed_plist),
    }
)
make, check, dump, load, tell = _TARGET.make, _TARGET.check, _TARGET.dump, _TARGET.load, _TARGET.tell
