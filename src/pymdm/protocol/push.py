"""The address of a device at Apple's push service, with the rules that its parts must keep.

A device sends its address in TokenUpdate; a push carries nothing but the magic string, and
wakes the device to ask its server for commands.
"""

from __future__ import annotations

from typing import Final

import attrs

from pymdm.errors import RemoteProtocolError

__all__ = [
    "MAX_PUSH_MAGIC",
    "MAX_TOKEN",
    "MAX_TOPIC",
    "MIN_TOKEN",
    "TOPIC_PREFIX",
    "PushTarget",
    "check_push_target",
    "is_topic",
    "payload",
]

# MDM reference, Check-in protocol, TokenUpdate: every MDM topic starts so.
TOPIC_PREFIX: Final = "com.apple.mgmt."

# Tokens have 32 bytes today.  Apple asks not to rely on that and has announced up to 100; 128
# leaves room.  Simulated devices send short ones, mdmb 9 bytes; less than 8 is no token of anybody.
MIN_TOKEN: Final = 8
MAX_TOKEN: Final = 128

# The magic is a UUID in practice (36 characters) and has to fit, with its JSON around it, into a
# payload of 4096 bytes; even if each character took 6 bytes in JSON it would.
MAX_PUSH_MAGIC: Final = 256

# The prefix and a UUID make about 60 characters; the longest seen carries "External." as well.
# It becomes a header of every push, so it may not be long.
MAX_TOPIC: Final = 256


@attrs.frozen(kw_only=True)
class PushTarget:
    """Where a push goes: topic of the push certificate, the device's token, its magic string.

    Attributes:
        topic: Such as ``com.apple.mgmt.External.…``; the push certificate's.
        token: Raw bytes, not hexadecimal text.
        push_magic: The only content of the push; made by the device.
    """

    topic: str
    token: bytes = attrs.field(repr=False)
    push_magic: str = attrs.field(repr=False)


def check_push_target(target: PushTarget, *, topic: str | None = None) -> PushTarget:
    """``target`` itself, if a push could be sent there: what a server asks before it keeps one.

    With ``topic`` the target's must be that one: a device that announces another server's topic
    could never be woken again.

    Raises:
        RemoteProtocolError: the topic is not an MDM topic or not the expected one, the magic is
            empty or not printable, or the token's length is absurd.
    """
    if not is_topic(target.topic):
        raise RemoteProtocolError(f"Topic: expected {TOPIC_PREFIX} and a unique suffix in visible ASCII")
    if topic is not None and target.topic != topic:
        raise RemoteProtocolError("Topic: expected the topic of this enrollment's push certificate")
    magic = target.push_magic
    if not magic or len(magic) > MAX_PUSH_MAGIC or not magic.isprintable():
        raise RemoteProtocolError(f"PushMagic: expected 1 to {MAX_PUSH_MAGIC} printable characters")
    if not MIN_TOKEN <= len(target.token) <= MAX_TOKEN:
        raise RemoteProtocolError(f"Token: expected {MIN_TOKEN} to {MAX_TOKEN} bytes")
    return target


def payload(push_magic: str) -> bytes:
    """The body of a push: JSON with the one key ``mdm`` and nothing else, least of all ``aps``.

    Source: MDM reference 2014, Structure of MDM messages.
    """
    import json  # only senders need it, and everyone imports this module

    return json.dumps({"mdm": push_magic}, separators=(",", ":")).encode("ascii")


def is_topic(text: str) -> bool:
    """Whether ``text`` can be a push topic: Apple's prefix and a suffix, short, in visible ASCII."""
    visible = text.isascii() and text.isprintable() and " " not in text
    return visible and text.startswith(TOPIC_PREFIX) and len(TOPIC_PREFIX) < len(text) <= MAX_TOPIC
