"""The payloads of configuration profiles that pymdm knows, by the titles that Apple gave them.

    >>> from pymdm import profiles
    >>> wifi = profiles.WiFi(ssid_str="Office", encryption_type="WPA2", password="correct horse")
    >>> wifi.wire()["PayloadType"]
    'com.apple.wifi.managed'

`Raw` is the payload that the schema does not know yet; ``extra`` of any payload holds keys that it does not
know.  A class is loaded when it is first used; `pymdm.schema.payload_classes` finds the classes of a
PayloadType.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pymdm._model import Availability, Outcome, Payload
from pymdm._model import RawPayload as Raw
from pymdm.schema import profiles as _profiles

__all__ = ["Availability", "Outcome", "Payload", "Raw"]
__all__ += _profiles.__all__

if TYPE_CHECKING:  # a __getattr__ would make type checkers take any name for one that exists
    from pymdm.schema.profiles import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:
        if name not in _profiles.__all__:
            # With name and obj, Python says which name was meant.
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=_profiles)
        return getattr(_profiles, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
