"""The extensions that nearly every identity has, known by their bytes: nothing is left to judge there.

Reading extensions in general and judging one after the other takes as long as all else that is read of a
certificate.  Identities differ in their two key identifiers and otherwise carry the same few extensions, each
in one of few encodings.  Where a certificate has these and no others, its extensions can be read and make it
one for clients; a test compares that with the general way.  For any other certificate nothing is said.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["are_usual"]

_CRITICAL: Final = "0101ff"

# Signing, with or without non-repudiation and encryption of keys: what a client's key is for.
_SIGNING: Final = ("0780", "06c0", "05a0", "05e0")

# Each kind in every form that counts, complete; "*" is the SHA-1 that identifies a key.
_KINDS: Final = (
    ("301d0603551d0e04160414*",),  # subject key identifier
    ("301f0603551d23041830168014*",),  # authority key identifier, the key alone: no number to be looked at
    (f"300c0603551d13{_CRITICAL}04023000", "30090603551d1304023000"),  # basic constraints: no CA
    tuple(
        form
        for bits in _SIGNING
        for form in (f"300e0603551d0f{_CRITICAL}04040302{bits}", f"300b0603551d0f04040302{bits}")
    ),
    (  # extended key usage: clientAuth alone
        f"30160603551d25{_CRITICAL}040c300a06082b06010505070302",
        "30130603551d25040c300a06082b06010505070302",
    ),
)


def _form(written: str) -> bytes:
    known = bytes.fromhex(written.removesuffix("*"))
    return re.escape(known) + (b".{20}" if written.endswith("*") else b"")


def _once(group: int, forms: tuple[str, ...]) -> bytes:
    """A pattern for one of the forms that fails where this group matched before: none may be there twice."""
    return b"(?(%d)(?!)|(%s))" % (group, b"|".join(map(_form, forms)))


# All of them together have 121 bytes, so both lengths are one byte.
_USUAL: Final = re.compile(
    rb"\xa3.0.(?:%s)+" % b"|".join(_once(group, forms) for group, forms in enumerate(_KINDS, start=1)),
    re.DOTALL,
)


def are_usual(der: bytes, at: int, end: int) -> bool:
    """Whether the bytes from ``at`` to ``end`` are the extensions of a client's certificate and nothing else.

    False says nothing: such extensions have to be read.
    """
    size = end - at
    return bool(_USUAL.fullmatch(der, at, end) and der[at + 1] == size - 2 and der[at + 3] == size - 4)
