"""What Apple demands of a profile that is defined, and the codes with which it refuses one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from pymdm.testing._dep_words import Refused

if TYPE_CHECKING:
    from pymdm.testing._dep_state import Call

__all__ = ["check_profile"]

_TEXTS: Final = (
    "profile_name",
    "url",
    "configuration_web_url",
    "department",
    "language",
    "org_magic",
    "region",
    "support_email_address",
    "support_phone_number",
)
_FLAGS: Final = (
    "allow_pairing",
    "auto_advance_setup",
    "await_device_configured",
    "do_not_use_profile_from_backup",
    "is_mandatory",
    "is_mdm_removable",
    "is_multi_user",
    "is_return_to_service",
    "is_supervised",
)
_LISTS: Final = ("anchor_certs", "devices", "skip_setup_items", "supervising_host_certs")

# Characters (Zentral's limits, which Apple is known to accept), and the code for more.
_LONGEST: Final = (
    ("profile_name", 125, "CONFIG_NAME_INVALID"),
    ("url", 2000, "CONFIG_URL_INVALID"),
    ("configuration_web_url", 2000, "CONFIG_URL_INVALID"),
    ("department", 125, "DEPARTMENT_INVALID"),
    ("org_magic", 256, "MAGIC_INVALID"),
    ("support_phone_number", 50, "SUPPORT_PHONE_INVALID"),
    ("support_email_address", 250, "SUPPORT_EMAIL_INVALID"),
)

_REQUIRED: Final = (("url", "CONFIG_URL_REQUIRED"), ("profile_name", "CONFIG_NAME_REQUIRED"))
_REQUIRED_2014: Final = (
    ("department", "DEPARTMENT_REQUIRED"),
    ("support_phone_number", "SUPPORT_PHONE_REQUIRED"),
)


def check_profile(call: Call) -> None:
    """Let it pass.

    Raises:
        Refused: 400 with the code.
    """
    body = call.body
    if not all(_has_kind(body.get(name), str) for name in _TEXTS):
        raise Refused(400, "MALFORMED_REQUEST_BODY")
    if not all(_has_kind(body.get(name), bool) for name in _FLAGS):
        raise Refused(400, "MALFORMED_REQUEST_BODY")
    if not all(_has_kind(body.get(name), list) for name in _LISTS):
        raise Refused(400, "MALFORMED_REQUEST_BODY")
    for name, word in (*_REQUIRED, *(_REQUIRED_2014 if call.version < 2 else ())):
        if not body.get(name):
            raise Refused(400, word)
    for name, length, word in _LONGEST:
        if len(body.get(name) or "") > length:
            raise Refused(400, word)
    _check_addresses(body)
    # MDM reference 2014 prints profiles that are locked and not supervised: the rule came later.
    locked = body.get("is_mdm_removable") is False
    if call.version > 1 and locked and body.get("is_supervised") is not True:
        raise Refused(400, "FLAGS_INVALID")


def _has_kind(value: object, kind: type) -> bool:
    if value is None or type(value) is not kind:
        return value is None
    return not isinstance(value, list) or all(isinstance(each, str) for each in value)


def _check_addresses(body: Any) -> None:
    for name in ("url", "configuration_web_url"):
        found = urlsplit(body.get(name) or "https://unset")
        if found.scheme != "https" or not found.netloc:
            raise Refused(400, "CONFIG_URL_INVALID")
    if "@" not in (body.get("support_email_address") or "@"):
        raise Refused(400, "SUPPORT_EMAIL_INVALID")
