"""The declarations of declarative management: what stands under their Payload key.

    >>> from pymdm import declarations
    >>> rules = declarations.PasscodeSettings(require_passcode=True, minimum_length=8)
    >>> rules.wire()
    {'RequirePasscode': True, 'MinimumLength': 8}

`Raw` is the declaration that the schema does not know yet.
Configurations are here, and assets (``AssetData``), the activation (``ActivationSimple``), management
(``ManagementProperties``), the data of credentials (``SCEPCredential``) and the messages of the protocol
(``DeclarationItemsResponse``, ``TokensResponse``, ``StatusReport``).  A class is loaded when it is first
used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pymdm._model import Availability, Credential, Declaration, Outcome
from pymdm._model import RawDeclaration as Raw
from pymdm.schema import declarations as _declarations

__all__ = ["Availability", "Credential", "Declaration", "Outcome", "Raw"]
__all__ += _declarations.__all__

if TYPE_CHECKING:  # a __getattr__ would make type checkers take any name for one that exists
    from pymdm.schema.declarations import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:
        if name not in _declarations.__all__:
            # With name and obj, Python says which name was meant.
            raise AttributeError(
                f"module {__name__!r} has no attribute {name!r}", name=name, obj=_declarations
            )
        return getattr(_declarations, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
