"""Answers of devices, as bytes and read back."""

from __future__ import annotations

from typing import Any

from pymdm.protocol.enrollment import resolve
from pymdm.protocol.result import CommandResult, ErrorChainItem, decode_result, encode_result

PHONE = resolve(udid="00008020-000A1D8C0E80002E")
APP = "com.example.app"


def answer(
    status: str = "Acknowledged", *, codes: tuple[tuple[str, int], ...] = (), **keys: Any
) -> CommandResult:
    """What a device sends, through its bytes."""
    chain = tuple(
        ErrorChainItem(localized_description="…", error_domain=domain, error_code=code)
        for domain, code in codes
    )
    body = encode_result(enrollment=PHONE, status=status, command_uuid="0001", keys=keys, error_chain=chain)
    return decode_result(body)


def refused(*codes: int, reason: str | None = None, domain: str = "MCMDMErrorDomain") -> CommandResult:
    keys = {} if reason is None else {"RejectionReason": reason}
    return answer("Error", codes=tuple((domain, code) for code in codes), **keys)


def app_list(**apps: Any) -> CommandResult:
    """A list; names of apps have _ for their dots, and a text stands for its Status."""
    listed = {
        name.replace("_", "."): {"Status": found, "ManagementFlags": 0} if isinstance(found, str) else found
        for name, found in apps.items()
    }
    return answer(ManagedApplicationList=listed)
