"""Signatures, certificates and trust: who sent this, and may they be believed.

Everything here takes bytes, keys and the time as arguments.  Names load on first use, because
``cryptography`` is expensive to import: ``import pymdm.crypto`` alone does not load it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .certificates import CertificateAuthority, IssuedIdentity, KeyType, fingerprint, new_key
    from .identity import Evidence, IdentitySource
    from .sealed import SealKey
    from .secret import Secret
    from .trust import DeviceIdentity, Proof, TrustStore

__all__ = [
    "CertificateAuthority",
    "DeviceIdentity",
    "Evidence",
    "IdentitySource",
    "IssuedIdentity",
    "KeyType",
    "Proof",
    "SealKey",
    "Secret",
    "TrustStore",
    "fingerprint",
    "new_key",
]

_MODULES = {
    "CertificateAuthority": "certificates",
    "DeviceIdentity": "trust",
    "Evidence": "identity",
    "IdentitySource": "identity",
    "IssuedIdentity": "certificates",
    "KeyType": "certificates",
    "Proof": "trust",
    "SealKey": "sealed",
    "Secret": "secret",
    "TrustStore": "trust",
    "fingerprint": "certificates",
    "new_key": "certificates",
}


def __getattr__(name: str) -> object:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{module}", __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
