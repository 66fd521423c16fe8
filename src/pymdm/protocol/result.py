"""Connect messages: what a device reports when it comes for commands.

A report is read in two steps.  `decode_result` reads the keys of the first level, which are enough to
say whose it is and which command it ends; the payload, which may be megabytes of installed
applications, is read when somebody asks for it.

Source: MDM reference 2014, MDM result payloads, Error handling.
"""

from __future__ import annotations

import enum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

from pymdm.errors import DecodeError
from pymdm.protocol import plist

from ._message import name_of, text_of, top_level_dictionary
from .enrollment import EnrollmentID, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "CommandResult",
    "ErrorChainItem",
    "Status",
    "decode_result",
    "encode_result",
]


@enum.unique
class Status(enum.Enum):
    """What a device says of a command; the value is the word on the wire."""

    ACKNOWLEDGED = "Acknowledged"
    ERROR = "Error"
    COMMAND_FORMAT_ERROR = "CommandFormatError"
    IDLE = "Idle"
    NOT_NOW = "NotNow"

    @property
    def final(self) -> bool:
        """Whether it ends a command: done, failed or not understood."""
        return self in _FINAL


_FINAL = frozenset({Status.ACKNOWLEDGED, Status.ERROR, Status.COMMAND_FORMAT_ERROR})
_STATUS_BY_WORD = {status.value: status for status in Status}


@attrs.frozen(kw_only=True)
class ErrorChainItem:
    """One of the errors behind a failed command; the first of a chain is the outermost.

    For people: Apple changes domains and codes between releases.

    Attributes:
        localized_description: In the device's language.
        us_english_description: Where the device has one.
        error_domain, error_code: Apple's internal identification.
        extra: Keys that pymdm does not know.
    """

    localized_description: str | None = None
    us_english_description: str | None = None
    error_domain: str | None = None
    error_code: int | None = None
    extra: Mapping[str, Any] = attrs.field(factory=dict, repr=False)

    @property
    def meaning(self) -> tuple[str, ...]:
        """What Apple's 2014 reference says of this domain and code; two codes mean two things."""
        from .error_domains import describe  # a table that only error reports need

        if self.error_domain is None or self.error_code is None:
            return ()
        return describe(self.error_domain, self.error_code)


@attrs.frozen(kw_only=True)
class CommandResult:
    """A device's report: on a command, or that it is idle.

    Attributes:
        status: A `Status`, or the device's own word where it is a new one.
        command_uuid: Of the command, exactly as sent; None if the device names none (Idle).
        enrollment: Who reports.
        request_type: Of the command, as the caller of `decode_result` knows it, else as the device says.
        user_short_name, user_long_name: On the user channel, where the device says.
        auth_token: What a network user got in UserAuthenticate; a secret.
        not_on_console: On a Mac's user channel, whether the user is not at the screen.
        raw: The bytes as received.

    ``payload``, ``error_chain`` and ``answer`` are read from ``raw`` on first use.  They raise
    DecodeError (or TooLarge) where the inner part of the report is malformed: a report that names
    its command counts for that command even so.
    """

    status: Status | str
    command_uuid: str | None
    enrollment: EnrollmentID
    request_type: str | None = None
    user_short_name: str | None = None
    user_long_name: str | None = None
    auth_token: str | None = attrs.field(default=None, repr=False)
    not_on_console: bool | None = None
    raw: bytes = attrs.field(repr=False)

    @cached_property
    def payload(self) -> Mapping[str, Any]:
        """The whole report as a dictionary, answer keys and envelope alike."""
        return top_level_dictionary(self.raw)

    @cached_property
    def error_chain(self) -> tuple[ErrorChainItem, ...]:
        """The errors behind the status, outermost first; empty where there are none."""
        chain = self.payload.get("ErrorChain", [])
        if not isinstance(chain, list):
            raise DecodeError("expected an array", path="ErrorChain")
        return tuple(_error(item, f"ErrorChain[{index}]") for index, item in enumerate(chain))

    @cached_property
    def answer(self) -> object | None:
        """The report as the answer class of the command's type; None where there is no such class.

        A value of the wrong type does not lose the others: it stays in the answer's ``extra``.
        """
        from pymdm.schema import answer_class  # loads one generated class, on demand

        found = None if self.request_type is None else answer_class(self.request_type)
        return None if found is None else found.decode(self.payload, problems=[])


def decode_result(raw: bytes, *, request_type: str | None = None) -> CommandResult:
    """The report that ``raw`` holds; only its first level is read now.

    ``request_type`` is that of the command with the reported UUID, if the caller knows it already; it
    counts more than what the device says.

    Raises:
        DecodeError: no status, or a sender that is not exactly one enrollment; with the key as ``path``.
        TooLarge: a limit of `pymdm.protocol.plist`.
    """
    found: Mapping[str, Any] = plist.loads_top_level(raw)
    word = name_of(found, "Status")
    if not word:
        raise DecodeError("expected a status", path="Status")
    return CommandResult(
        status=_STATUS_BY_WORD.get(word, word),
        command_uuid=name_of(found, "CommandUUID") or None,
        enrollment=resolve(
            udid=text_of(found, "UDID"),
            enrollment_id=text_of(found, "EnrollmentID"),
            user_id=text_of(found, "UserID"),
            enrollment_user_id=text_of(found, "EnrollmentUserID"),
            user_short_name=text_of(found, "UserShortName"),
        ),
        request_type=request_type or name_of(found, "RequestType"),
        user_short_name=text_of(found, "UserShortName"),
        user_long_name=text_of(found, "UserLongName"),
        auth_token=text_of(found, "AuthToken"),
        not_on_console=_boolean(found, "NotOnConsole"),
        raw=raw,
    )


def _boolean(found: Mapping[str, Any], key: str) -> bool | None:
    value = found.get(key)
    if value is None or isinstance(value, bool):
        return value
    raise DecodeError("expected true or false", path=key)


_ERROR_KEYS: dict[str, tuple[str, type]] = {
    "localized_description": ("LocalizedDescription", str),
    "us_english_description": ("USEnglishDescription", str),
    "error_domain": ("ErrorDomain", str),
    "error_code": ("ErrorCode", int),
}


def _error(item: object, path: str) -> ErrorChainItem:
    if not isinstance(item, dict):
        raise DecodeError("expected a dictionary", path=path)
    rest = dict(item)
    known: dict[str, Any] = {}
    for name, (key, kind) in _ERROR_KEYS.items():
        value = rest.pop(key, None)
        if value is not None and (not isinstance(value, kind) or isinstance(value, bool)):
            raise DecodeError(f"expected {'a string' if kind is str else 'an integer'}", path=f"{path}.{key}")
        known[name] = value
    return ErrorChainItem(**known, extra=rest)


def encode_result(
    *,
    enrollment: EnrollmentID,
    status: Status | str,
    command_uuid: str | None = None,
    keys: Mapping[str, Any] | None = None,
    error_chain: Iterable[ErrorChainItem] = (),
) -> bytes:
    """A report as a device would send it, for simulated devices and tests.

    ``keys`` are those of the answer (``{"QueryResponses": {...}}``) and of the envelope beyond the
    others here (``RequestType``, ``AuthToken``); they win over what the arguments say.
    """
    report: dict[str, Any] = {
        "Status": status.value if isinstance(status, Status) else status,
        **enrollment.wire_keys(),
    }
    if command_uuid is not None:
        report["CommandUUID"] = command_uuid
    chain = [_encode_error(item) for item in error_chain]
    if chain:
        report["ErrorChain"] = chain
    return plist.dumps({**report, **(keys or {})})


def _encode_error(item: ErrorChainItem) -> dict[str, Any]:
    known = {key: getattr(item, name) for name, (key, _) in _ERROR_KEYS.items()}
    return {**{key: value for key, value in known.items() if value is not None}, **item.extra}
