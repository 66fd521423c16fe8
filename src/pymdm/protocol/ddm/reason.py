"""Why something is as it is: the reasons in status reports, of items and of declarations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

__all__ = ["Reason", "read_reasons"]


@attrs.frozen(kw_only=True)
class Reason:
    """One reason.

    Attributes:
        code: Such as ``Error.ConfigurationCannotBeApplied`` or ``Info.NotReferencedByActivation``; empty if
            the device gave none.
        description: For people, in English as far as anybody has seen.
        details: What the code has to say more; keys depend on it.
    """

    code: str = ""
    description: str | None = None
    details: Mapping[str, Any] = attrs.field(factory=dict, repr=False)

    @property
    def is_error(self) -> bool:
        """Whether it is about a failure, by Apple's way of naming codes."""
        return self.code.startswith("Error.")


def read_reasons(value: object) -> tuple[Reason, ...]:
    """The reasons in an array; what is none is left out.

    Keys are lower case in status items and capital in the errors of a report (statusreason.yaml,
    statusreport.yaml).
    """
    items = value if isinstance(value, list) else []
    return tuple(_reason(item) for item in items if isinstance(item, dict))


def _reason(found: Mapping[str, Any]) -> Reason:
    keys = {name.lower(): value for name, value in found.items()}
    code, description, details = (keys.get(name) for name in ("code", "description", "details"))
    return Reason(
        code=code if isinstance(code, str) else "",
        description=description if isinstance(description, str) else None,
        details=details if isinstance(details, dict) else {},
    )
