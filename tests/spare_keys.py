"""RSA keys that an earlier test has left behind: making one takes as long as forty tests of a parser.

A test gets no key twice, and none that anything still holds, such as an authority that a cache keeps.  What a
wider fixture makes is its own, and so is every key that a test makes itself instead of asking pymdm for it.
"""

from __future__ import annotations

import sys
import threading
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

__all__ = ["SpareKeys"]


class SpareKeys:
    """Stands in for ``rsa.generate_private_key`` from `install` on; `begin` says that another test begins."""

    def __init__(self) -> None:
        self._keys: list[rsa.RSAPrivateKey] = []
        self._lent: set[int] = set()
        self._begun = False
        self._lock = threading.Lock()
        unused = [object()]
        self._unused = sys.getrefcount(unused[0])
        self._make = rsa.generate_private_key

    def install(self) -> None:
        rsa.generate_private_key = self.generate

    def begin(self) -> None:
        with self._lock:
            self._begun = True
            self._lent.clear()

    def generate(self, public_exponent: int, key_size: int, backend: Any = None) -> rsa.RSAPrivateKey:
        usual = (public_exponent, key_size) == (65537, 2048)
        if not (self._begun and usual and _asked_by_pymdm_for_one_test()):
            return self._make(public_exponent, key_size)
        with self._lock:
            for place in range(len(self._keys)):
                if place not in self._lent and sys.getrefcount(self._keys[place]) == self._unused:
                    break
            else:
                place = len(self._keys)
                self._keys.append(self._make(public_exponent, key_size))
            self._lent.add(place)
            return self._keys[place]


def _asked_by_pymdm_for_one_test() -> bool:
    frame: Any = sys._getframe(2)
    if not frame.f_globals.get("__name__", "").startswith("pymdm."):
        return False
    while frame is not None:
        if frame.f_code.co_name == "pytest_fixture_setup":
            return bool(frame.f_locals["fixturedef"].scope == "function")
        frame = frame.f_back
    return True
