"""The four kinds of declarations, and the words that stand for each on the wire."""

from __future__ import annotations

import enum
from typing import Final

from pymdm.errors import LocalProtocolError

__all__ = ["DeclarationKind", "kind_of_type"]


@enum.unique
class DeclarationKind(enum.Enum):
    """What a declaration is for; the value is the word in ``declaration/<kind>/<identifier>``."""

    ACTIVATION = "activation"
    ASSET = "asset"
    CONFIGURATION = "configuration"
    MANAGEMENT = "management"

    @property
    def items_key(self) -> str:
        """Its key in the Declarations of a ``declaration-items`` document."""
        return self.status_key.capitalize()

    @property
    def status_key(self) -> str:
        """Its key in the status item ``management.declarations``."""
        return self.value if self is DeclarationKind.MANAGEMENT else f"{self.value}s"


_BY_WORD: Final = {kind.value: kind for kind in DeclarationKind}


def kind_of_type(declaration_type: str) -> DeclarationKind:
    """The kind of a Type: what stands behind ``com.apple.``, for other vendors the first of the four words.

    Raises:
        LocalProtocolError: none of the four words is there.
    """
    words = declaration_type.split(".")
    if words[:2] == ["com", "apple"]:
        words = words[2:3]
    kind = next((_BY_WORD[word] for word in words if word in _BY_WORD), None)
    if kind is None:
        expected = ", ".join(_BY_WORD)
        raise LocalProtocolError(f"Type: expected one that says its kind, such as com.apple.<{expected}>.…")
    return kind
