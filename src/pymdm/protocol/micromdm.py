"""Commands in the JSON of MicroMDM's API, and in its raw property lists, both ways.

    >>> from pymdm.protocol.micromdm import CommandRequest
    >>> body = b'{"udid": "55693EB3-DF03", "request_type": "DeviceLock", "pin": "123456"}'
    >>> CommandRequest.decode(body).command
    DeviceLock(pin=<secret>)

Names are MicroMDM's (``itunes_store_id``, ``hostname``, ``filevault_unlock``); where it misspells one
(``managed_appd_only``), the right one is taken as well.  What is written is what MicroMDM reads.

Source: MicroMDM's API documentation, POST /v1/commands, and the commands that it knows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Final, Never, Self

import attrs

from pymdm._model import Command, Raw
from pymdm.errors import DecodeError, LocalProtocolError, TooLarge
from pymdm.protocol import plist
from pymdm.schema import _index, command_class

from ._micromdm_names import RESERVED
from ._micromdm_read import Unknown, read_keys
from ._micromdm_write import plain, write_keys

__all__ = ["MAX_BODY", "CommandRequest", "command_from_json", "command_to_json"]

MAX_BODY: Final = 16 * 1024 * 1024
"""Bytes of a JSON body: a property list has at most 10 MB, which are 14 in base64."""


@attrs.frozen(kw_only=True)
class CommandRequest:
    """A command for a device, as a client of MicroMDM asks for it.

    Attributes:
        udid: The device.
        command: A class of `pymdm.commands`, or `Raw`.
        command_uuid: The CommandUUID that the client wants; None leaves it to the server.
    """

    udid: str
    command: Command
    command_uuid: str | None = None

    @classmethod
    def decode(cls, body: bytes, *, unknown: Unknown = "refuse") -> Self:
        """Read the body of a POST to /v1/commands.

        Args:
            body: JSON.
            unknown: "keep" leaves keys that are not known in `extra`, and makes a `Raw` of a command that
                is not known, both in Apple's spelling; "refuse" names the first of them.

        Raises:
            DecodeError: it is no such request; the path is that of the value (``settings[0].item``).
            TooLarge: over `MAX_BODY`, or its command is too large for a property list.
        """
        found = _parsed(body)
        udid, uuid = _text(found, "udid"), found.get("command_uuid")
        if uuid is not None and (not isinstance(uuid, str) or not uuid.isprintable()):
            raise DecodeError("expected a string of printable characters", path="command_uuid")
        command = command_from_json(found, unknown=unknown)
        # A client that does not mind sends an empty one.
        return cls(udid=udid, command=command, command_uuid=(uuid or "").strip() or None)

    def encode(self) -> bytes:
        """The body of a POST to /v1/commands: the same request, the same bytes.

        Raises:
            LocalProtocolError: the command holds what JSON cannot: data or dates in a free dictionary, or
                half of a character.
        """
        uuid = {} if self.command_uuid is None else {"command_uuid": self.command_uuid}
        request = {"udid": self.udid, **uuid, **command_to_json(self.command)}
        try:
            return json.dumps(request, ensure_ascii=False, allow_nan=False).encode()
        except UnicodeEncodeError:
            raise LocalProtocolError("expected text without halves of characters") from None

    @classmethod
    def decode_plist(cls, body: bytes, *, udid: str) -> Self:
        """Read the body of a POST to /v1/commands/{udid}: a property list as a device would get it.

        A command or key that is not known is kept.

        Raises:
            DecodeError: it is no property list of a command, or a key of the command has the wrong type.
            TooLarge: over `plist.MAX_BYTES`.
        """
        found = plist.loads(body)
        if not isinstance(found, dict) or not isinstance(order := found.get("Command"), dict):
            raise DecodeError("expected a dictionary", path="Command")
        uuid = found.get("CommandUUID")
        if uuid is not None and (not isinstance(uuid, str) or not uuid):
            raise DecodeError("expected a string that is not empty", path="CommandUUID")
        name = order.get("RequestType")
        known = command_class(name) if isinstance(name, str) else None
        return cls(udid=udid, command=(known or Raw).decode(order), command_uuid=uuid)

    def encode_plist(self) -> bytes:
        """The body of a POST to /v1/commands/{udid}, which takes every command there is.

        Raises:
            LocalProtocolError: no `command_uuid` is given, by which the answer would be known.
        """
        if not self.command_uuid:
            raise LocalProtocolError("command_uuid: expected one; a property list is sent as it is")
        return self.command.encode(uuid=self.command_uuid)


def command_from_json(found: Mapping[str, Any], *, unknown: Unknown = "refuse") -> Command:
    """The command of a request that is decoded already; keys of the request itself are passed over.

    Raises:
        DecodeError: as in `CommandRequest.decode`.
        TooLarge: the command is too large for a property list.
    """
    request_type = _text(found, "request_type")
    keys = {name: value for name, value in found.items() if name not in RESERVED and value is not None}
    cls = command_class(request_type)
    if cls is None:
        if unknown == "refuse":
            raise DecodeError(_no_such_command(request_type), path="request_type")
        wire, cls = keys, Raw
    else:
        wire = read_keys(keys, cls, "", unknown)
    if "RequestType" in wire:
        raise DecodeError("expected request_type instead", path="RequestType")
    wire = {"RequestType": request_type, **wire}
    plist.dumps(wire)  # what cannot be sent has to show now, not when the device asks for it
    return cls.decode(wire)


def command_to_json(command: Command) -> dict[str, Any]:
    """The keys of a command in MicroMDM's spelling, ``request_type`` first.

    Raises:
        LocalProtocolError: as in `CommandRequest.encode`.
    """
    if not isinstance(command, Raw):
        return {"request_type": command.request_type, **write_keys(command)}
    if taken := [name for name in RESERVED if name in command.keys]:
        raise LocalProtocolError(f"Raw.keys: {taken[0]} is the name of another key in MicroMDM's JSON")
    return {"request_type": command.request_type, **plain(command.keys, "Raw.keys")}


def _parsed(body: bytes) -> dict[str, Any]:
    if len(body) > MAX_BODY:
        raise TooLarge(f"expected at most {MAX_BODY} bytes")
    try:
        found = json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        found = None  # json's own error would carry the body along, and with it secrets
    if not isinstance(found, dict):
        raise DecodeError("expected one JSON object in UTF-8, each of its keys once")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _no_constant(word: str) -> Never:
    raise ValueError(f"{word} is no JSON")


def _text(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key)
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise DecodeError("expected a string that is not empty, of printable characters", path=key)
    return value


def _no_such_command(name: str) -> str:
    near = get_close_matches(name[:64], _index.REQUEST_TYPES, n=1)
    hint = f"did you mean {near[0]}?" if near else 'unknown="keep" makes a commands.Raw of it'
    return f"expected a command that pymdm knows; {hint}"
