"""An install as plain values, which every database takes, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from pymdm.crypto import Secret
from pymdm.errors import DecodeError
from pymdm.vpp.install._refusals import Cure
from pymdm.vpp.install.states import app_state

if TYPE_CHECKING:
    from pymdm.vpp.install.progress import AppInstall

__all__ = ["values", "wire"]

_KINDS: Final[Mapping[str, type]] = {
    "identifier": str,
    "managed": bool,
    "taking_over": bool,
    "state": str,
    "waiting": bool,
    "refusal": str,
    "code": int,
    "unused_codes": list,
    "sends": int,
    "polls": int,
    "unchanged": int,
    "codes_given": int,
    "codes_refused": int,
    "cure": str,
    "redeeming": str,
}
_MAY_BE_NONE: Final = frozenset({"state", "cure", "redeeming"})


def wire(install: AppInstall) -> dict[str, Any]:
    """Texts, numbers, truth values, lists and None by name; for JSON."""
    return {
        attribute.alias: _plain(getattr(install, attribute.name)) for attribute in attrs.fields(type(install))
    }


def values(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of `AppInstall`.

    Raises:
        DecodeError: a value is missing or has the wrong type.
    """
    found: dict[str, Any] = {}
    for name, kind in _KINDS.items():
        value = kept.get(name)
        if type(value) is not kind and not (value is None and name in _MAY_BE_NONE):
            raise DecodeError(f"expected a {kind.__name__}, as AppInstall.wire gave it", path=name)
        found[name] = value
    found["state"] = None if found["state"] is None else app_state(found["state"])
    if not all(type(code) is str for code in found["unused_codes"]):
        raise DecodeError("expected texts, as AppInstall.wire gave them", path="unused_codes")
    found["unused_codes"] = tuple(Secret(code) for code in found["unused_codes"])
    found["redeeming"] = None if found["redeeming"] is None else Secret(found["redeeming"])
    if found["cure"] is not None:
        if found["cure"] not in Cure.__members__:
            raise DecodeError("expected a word that AppInstall.wire gave", path="cure")
        found["cure"] = Cure[found["cure"]]
    return found


def _plain(value: object) -> object:
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Cure):
        return value.name
    return str(value) if isinstance(value, str) else value
