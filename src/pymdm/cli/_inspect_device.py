"""What a device posts about itself when it asks for a profile, as `pymdm inspect` shows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Final

from pymdm._model._fields import fields_of
from pymdm.documents import MachineInfo

from ._inspect_report import Report, Shown, hidden, shape, show

if TYPE_CHECKING:
    from ._inspect_report import Inquiry

__all__ = ["attributes", "is_device", "is_machine_info"]

# Two of these four are in every such list; which others come depends on what the server asked for.
_ALWAYS: Final = frozenset({"UDID", "SERIAL", "PRODUCT", "VERSION"})

# Automated enrollment sends at least one of these; over-the-air enrollment none, but often a challenge.
_MACHINE_INFO: Final = frozenset(
    {
        "LANGUAGE",
        "MDM_CAN_REQUEST_PSSO_CONFIG",
        "MDM_CAN_REQUEST_SOFTWARE_UPDATE",
        "OS_VERSION",
        "SOFTWARE_UPDATE_DEVICE_ID",
        "SUPPLEMENTAL_BUILD_VERSION",
    }
)
_OTHERS: Final = frozenset(
    {
        "DEVICE_NAME",
        "ICCID",
        "IMEI",
        "MAC_ADDRESS_EN0",
        "MEID",
        "NotOnConsole",
        "UserID",
        "UserLongName",
        "UserShortName",
    }
)
_OPEN: Final = _ALWAYS | _MACHINE_INFO | _OTHERS
_CHALLENGE: Final = "CHALLENGE"


def is_device(keys: Collection[str]) -> bool:
    """Whether these are the keys of such a list."""
    return len(_ALWAYS.intersection(keys)) > 1


def is_machine_info(keys: Collection[str]) -> bool:
    """Whether it is the one of automated enrollment, not of over-the-air enrollment."""
    return _CHALLENGE not in keys and not _MACHINE_INFO.isdisjoint(keys)


def attributes(value: Mapping[str, Any], asked: Inquiry) -> Report:
    """The list; the challenge that proves who asked for the profile is a secret."""
    known = {field.key.wire: field.key.secret for field in fields_of(MachineInfo)}
    keys: dict[str, Shown] = {}
    for key, item in value.items():
        if key in _OPEN or known.get(key) is False:
            keys[key] = show(item, asked)
        elif key in known:
            keys[key] = hidden(item, asked)
    if _CHALLENGE in value:
        keys[_CHALLENGE] = hidden(value[_CHALLENGE], asked)
    rest = {key: shape(item, asked) for key, item in value.items() if key not in keys}
    return Report(
        kind="MachineInfo" if is_machine_info(value) else "over-the-air attributes",
        facts={"keys": keys, **({"other_keys": rest} if rest else {})},
        notes=("what a device says of itself is a claim; the serial number proves nothing",),
    )
