"""Property lists, as `pymdm inspect` shows them: told apart by their keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from pymdm.protocol import plist

from ._inspect_device import attributes, is_device
from ._inspect_documents import is_manifest, manifest
from ._inspect_message import checkin, command, result
from ._inspect_profile import profile
from ._inspect_push import is_push_request, push_request
from ._inspect_report import Inquiry, Report, Shown, hidden, shape

__all__ = ["property_list"]

# Answers of a server that are nothing but one secret.
_ANSWERS: Final = frozenset({"AuthToken", "BootstrapToken", "DigestChallenge", "TokenData"})

_BARE: Final = "expected this dictionary under Command, and a CommandUUID beside it"


def property_list(data: bytes, asked: Inquiry, look: Callable[[bytes], Report]) -> Report:
    """A property list, XML or binary.

    Raises:
        DecodeError, TooLarge: it is none, or not the message that its keys announce.
    """
    value = plist.loads(data)
    if not isinstance(value, dict):
        return Report(kind="property list", facts={"format": _format(data), "root": shape(value, asked)})
    report = _dictionary(data, value, asked, look)
    return attrs.evolve(report, facts={"format": _format(data), **report.facts})


def _dictionary(
    data: bytes, value: Mapping[str, Any], asked: Inquiry, look: Callable[[bytes], Report]
) -> Report:
    if "MessageType" in value:
        return checkin(data, value, asked, look)
    if isinstance(value.get("Command"), Mapping):
        return command(value, asked, look)
    if "Status" in value and _names_somebody(value):
        return result(data, asked)
    if "PayloadType" in value:
        return profile(data, asked, look)
    if is_push_request(value):
        return push_request(value, asked, look)
    if is_manifest(value):
        return manifest(value, asked)
    if isinstance(value.get("RequestType"), str):
        bare = command({"Command": value}, asked, look)
        return attrs.evolve(bare, problems=(_BARE, *bare.problems[1:]))
    if is_device(value):
        return attributes(value, asked)
    return Report(kind="property list", facts={"keys": _keys(value, asked)})


def _names_somebody(value: Mapping[str, Any]) -> bool:
    return "UDID" in value or "EnrollmentID" in value


def _keys(value: Mapping[str, Any], asked: Inquiry) -> dict[str, Shown]:
    return {
        key: hidden(item, asked) if key in _ANSWERS else shape(item, asked) for key, item in value.items()
    }


def _format(data: bytes) -> str:
    return "binary" if data.startswith(b"bplist") else "XML"
