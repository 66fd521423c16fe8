"""Check-in messages: how a device enrolls, tells its push address, escrows tokens and leaves.

`decode_checkin` reads any of them; each is a frozen value that keeps the original bytes in ``raw``,
unknown keys in ``extra``, and encodes again without losing a key.  The ``encode_*`` functions make
the bodies of a server's answers.

Source: MDM reference 2014, Check-in protocol and Protocol extensions; Apple's schema, mdm/checkin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs

from pymdm.errors import DecodeError
from pymdm.protocol import plist

from ._message import Message, decode_message, name_of, top_level_dictionary, wire
from .enrollment import Channel, EnrollmentKind
from .push import PushTarget, check_push_target

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Authenticate",
    "CheckOut",
    "CheckinMessage",
    "DeclarativeManagement",
    "GetBootstrapToken",
    "GetToken",
    "ReturnToService",
    "SetBootstrapToken",
    "TokenUpdate",
    "UnknownMessage",
    "UserAuthenticate",
    "decode_checkin",
    "encode_auth_token",
    "encode_bootstrap_token",
    "encode_digest_challenge",
    "encode_token_data",
]


@attrs.frozen(kw_only=True)
class Authenticate(Message):
    """A device asks to be enrolled, while the MDM profile is being installed.

    It may still fail: only the first TokenUpdate says that it is enrolled.  Only ``topic`` and the
    sender are certain; a device that withholds device information sends nothing more.

    By Apple's schema it comes from the device alone.  OS X 10.11 also sent it with a user's keys, for a
    profile that was installed for that user only: look at ``enrollment.channel``.

    Attributes:
        topic: The push topic that it will listen to.
        challenge: Seen from Macs up to 10.12 at least; Apple documents it nowhere.
        device_name, model, model_name: From Macs.
        os_version, build_version, product_name, serial_number, imei, meid: Where the access rights
            allow device information; never the last three in a User Enrollment.
    """

    topic: str = attrs.field(metadata=wire("Topic", str))
    device_name: str | None = attrs.field(default=None, metadata=wire("DeviceName", str))
    model: str | None = attrs.field(default=None, metadata=wire("Model", str))
    model_name: str | None = attrs.field(default=None, metadata=wire("ModelName", str))
    os_version: str | None = attrs.field(default=None, metadata=wire("OSVersion", str))
    build_version: str | None = attrs.field(default=None, metadata=wire("BuildVersion", str))
    product_name: str | None = attrs.field(default=None, metadata=wire("ProductName", str))
    serial_number: str | None = attrs.field(default=None, metadata=wire("SerialNumber", str))
    imei: str | None = attrs.field(default=None, metadata=wire("IMEI", str))
    meid: str | None = attrs.field(default=None, metadata=wire("MEID", str))
    challenge: bytes | None = attrs.field(default=None, repr=False, metadata=wire("Challenge", bytes))


@attrs.frozen(kw_only=True)
class TokenUpdate(Message):
    """The push address of a device or user is new; the first one completes the enrollment.

    Attributes:
        topic, token, push_magic: The address; see `push_target`.
        unlock_token: Clears the passcode of an iOS device, so guard it like a master passcode.  A
            message without one does not take back an earlier one.
        awaiting_configuration: Whether Setup Assistant waits for DeviceConfigured (on the user
            channel of a Shared iPad, UserConfigured); None if the message does not say.
    """

    topic: str = attrs.field(metadata=wire("Topic", str))
    token: bytes = attrs.field(repr=False, metadata=wire("Token", bytes))
    push_magic: str = attrs.field(repr=False, metadata=wire("PushMagic", str))
    unlock_token: bytes | None = attrs.field(default=None, repr=False, metadata=wire("UnlockToken", bytes))
    awaiting_configuration: bool | None = attrs.field(
        default=None, metadata=wire("AwaitingConfiguration", bool)
    )

    def push_target(self, *, topic: str | None = None) -> PushTarget:
        """The push address, after `check_push_target`; with ``topic``, it must be for that one.

        Raises:
            RemoteProtocolError: the address is not one that a push could reach; keep the old one.
        """
        target = PushTarget(topic=self.topic, token=self.token, push_magic=self.push_magic)
        return check_push_target(target, topic=topic)


@attrs.frozen(kw_only=True)
class CheckOut(Message):
    """The MDM profile is being removed.  Sent once, if at all; the answer is ignored."""

    topic: str | None = attrs.field(default=None, metadata=wire("Topic", str))


@attrs.frozen(kw_only=True)
class UserAuthenticate(Message):
    """A network or mobile user logs in on a Mac, in two steps.

    Attributes:
        digest_response: None in the first step, which asks for a challenge; in the second the answer
            to it, HTTP Digest text: see `pymdm.protocol.user_auth`.
    """

    digest_response: str | None = attrs.field(default=None, repr=False, metadata=wire("DigestResponse", str))


@attrs.frozen(kw_only=True)
class SetBootstrapToken(Message):
    """A Mac hands over its bootstrap token for safekeeping.

    Attributes:
        bootstrap_token: The token; None or empty asks to forget the one kept, see `removes`.
        awaiting_configuration: Whether Setup Assistant waits for DeviceConfigured.
    """

    bootstrap_token: bytes | None = attrs.field(
        default=None, repr=False, metadata=wire("BootstrapToken", bytes)
    )
    awaiting_configuration: bool | None = attrs.field(
        default=None, metadata=wire("AwaitingConfiguration", bool)
    )

    @property
    def removes(self) -> bool:
        """Whether the kept token is to be forgotten (Apple's schema: missing or zero length)."""
        return not self.bootstrap_token


@attrs.frozen(kw_only=True)
class GetBootstrapToken(Message):
    """A Mac asks for its bootstrap token back; answered with `encode_bootstrap_token`."""

    awaiting_configuration: bool | None = attrs.field(
        default=None, metadata=wire("AwaitingConfiguration", bool)
    )


@attrs.frozen(kw_only=True)
class DeclarativeManagement(Message):
    """A step of declarative management, carried by a check-in.

    Attributes:
        endpoint: ``tokens``, ``declaration-items``, ``status`` or ``declaration/<kind>/<identifier>``.
        data: JSON; a status report, or synchronization tokens.
    """

    endpoint: str = attrs.field(metadata=wire("Endpoint", str))
    data: bytes | None = attrs.field(default=None, repr=False, metadata=wire("Data", bytes))


@attrs.frozen(kw_only=True)
class GetToken(Message):
    """A device asks for a token of another service; answered with `encode_token_data`.

    Attributes:
        token_service_type: Such as ``com.apple.maid`` or ``com.apple.watch.pairing``.
        token_parameters: What the token is made from, if the service needs anything.
    """

    token_service_type: str = attrs.field(metadata=wire("TokenServiceType", str))
    token_parameters: Mapping[str, Any] | None = attrs.field(
        default=None, repr=False, metadata=wire("TokenParameters", dict)
    )


@attrs.frozen(kw_only=True)
class ReturnToService(Message):
    """A device in return-to-service mode asks how to erase and enroll itself again (iOS 26)."""


@attrs.frozen(kw_only=True)
class UnknownMessage(Message):
    """A check-in of a type that pymdm does not know: who sent it, the rest in ``extra``."""

    message_type: str = attrs.field(metadata=wire("MessageType", str))


CheckinMessage: TypeAlias = (
    Authenticate
    | TokenUpdate
    | CheckOut
    | UserAuthenticate
    | SetBootstrapToken
    | GetBootstrapToken
    | DeclarativeManagement
    | GetToken
    | ReturnToService
    | UnknownMessage
)

_KNOWN: Final[dict[str, type[CheckinMessage]]] = {
    cls.__name__: cls
    for cls in (
        Authenticate,
        TokenUpdate,
        CheckOut,
        UserAuthenticate,
        SetBootstrapToken,
        GetBootstrapToken,
        DeclarativeManagement,
        GetToken,
        ReturnToService,
    )
}

# By Apple's schema these speak for the device as a whole.  Taken from a user they would let one
# user of a Mac read its bootstrap token.
_DEVICE_CHANNEL_ONLY: Final = (SetBootstrapToken, GetBootstrapToken, ReturnToService)


def decode_checkin(raw: bytes) -> CheckinMessage:
    """The check-in message that ``raw`` holds; of an unknown type, an `UnknownMessage`.

    Checked are the types of all known keys, the presence of those without which the message means
    nothing, and that the sender is one enrollment on a channel where the message exists.

    Raises:
        DecodeError: with the key as ``path``.
        TooLarge: a limit of `pymdm.protocol.plist`.
    """
    found = top_level_dictionary(raw)
    name = name_of(found, "MessageType")
    if not name:
        raise DecodeError("expected the type of a check-in message", path="MessageType")
    cls = _KNOWN.get(name, UnknownMessage)
    if cls is not UnknownMessage:  # which alone has a field for it
        del found["MessageType"]
    message = decode_message(cls, found, raw)
    _check_channel(message)
    return message


def _check_channel(message: CheckinMessage) -> None:
    if isinstance(message, _DEVICE_CHANNEL_ONLY) and message.enrollment.channel is Channel.USER:
        raise DecodeError("expected on the device channel, found a user's keys")
    if isinstance(message, UserAuthenticate) and message.enrollment.kind is not EnrollmentKind.USER:
        raise DecodeError("expected the user who logs in", path="UserID")


def encode_bootstrap_token(token: bytes | None) -> bytes:
    """The answer to GetBootstrapToken: a property list, or no bytes at all where none is kept."""
    return plist.dumps({"BootstrapToken": token}) if token else b""


def encode_digest_challenge(challenge: str) -> bytes:
    """The answer to the first UserAuthenticate; an empty challenge means that no token is needed."""
    return plist.dumps({"DigestChallenge": challenge})


def encode_auth_token(auth_token: str) -> bytes:
    """The answer to the second UserAuthenticate; an empty token means that the password was wrong."""
    return plist.dumps({"AuthToken": auth_token})


def encode_token_data(token: bytes) -> bytes:
    """The answer to GetToken; a textual token travels as its UTF-8 bytes."""
    return plist.dumps({"TokenData": token})
