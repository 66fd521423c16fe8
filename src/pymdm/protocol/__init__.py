"""Apple's device management protocol as values: messages, enrollment ids, push addresses, profiles.

Everything here is pure: bytes in, values out, and back.  The modules behind these names load when
a name is first used, so importing this package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._profile_fill import uuid_of
    from .access_rights import AccessRights, may_remove_profile
    from .checkin import (
        Authenticate,
        CheckinMessage,
        CheckOut,
        DeclarativeManagement,
        GetBootstrapToken,
        GetToken,
        ReturnToService,
        SetBootstrapToken,
        TokenUpdate,
        UnknownMessage,
        UserAuthenticate,
        decode_checkin,
        encode_auth_token,
        encode_bootstrap_token,
        encode_digest_challenge,
        encode_token_data,
    )
    from .data_protection import HardwareEncryption, is_data_protected
    from .enrollment import Channel, EnrollmentID, EnrollmentKind
    from .profile import Payload, PayloadScope, Profile
    from .profile_lint import Advice, LintRule, lint_app_configuration, lint_profile
    from .push import PushTarget
    from .result import CommandResult, ErrorChainItem, Status, decode_result, encode_result
    from .roaming import is_roaming
    from .target import Target, never_refused, parse_version, platform_of

__all__ = [
    "AccessRights",
    "Advice",
    "Authenticate",
    "Channel",
    "CheckOut",
    "CheckinMessage",
    "CommandResult",
    "DeclarativeManagement",
    "EnrollmentID",
    "EnrollmentKind",
    "ErrorChainItem",
    "GetBootstrapToken",
    "GetToken",
    "HardwareEncryption",
    "LintRule",
    "Payload",
    "PayloadScope",
    "Profile",
    "PushTarget",
    "ReturnToService",
    "SetBootstrapToken",
    "Status",
    "Target",
    "TokenUpdate",
    "UnknownMessage",
    "UserAuthenticate",
    "decode_checkin",
    "decode_result",
    "encode_auth_token",
    "encode_bootstrap_token",
    "encode_digest_challenge",
    "encode_result",
    "encode_token_data",
    "is_data_protected",
    "is_roaming",
    "lint_app_configuration",
    "lint_profile",
    "may_remove_profile",
    "never_refused",
    "parse_version",
    "platform_of",
    "uuid_of",
]

_HOME = {
    "access_rights": ("AccessRights", "may_remove_profile"),
    "_profile_fill": ("uuid_of",),
    "data_protection": ("HardwareEncryption", "is_data_protected"),
    "enrollment": ("Channel", "EnrollmentID", "EnrollmentKind"),
    "profile": ("Payload", "PayloadScope", "Profile"),
    "profile_lint": ("Advice", "LintRule", "lint_app_configuration", "lint_profile"),
    "push": ("PushTarget",),
    "result": ("CommandResult", "ErrorChainItem", "Status", "decode_result", "encode_result"),
    "roaming": ("is_roaming",),
    "target": ("Target", "never_refused", "parse_version", "platform_of"),
}
_MODULES = {name: module for module, names in _HOME.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f".{_MODULES.get(name, 'checkin')}", __name__)
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
