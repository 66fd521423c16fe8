"""How long a password-protected file makes its reader work, asked before the work is begun.

The file itself says how often a password is hashed, up to billions of times, which would take hours in a
call that nobody can interrupt.  So what it asks for is added up first: wherever a salt (OCTET STRING) is
followed by numbers, as in PBES1 and PBES2 (RFC 8018), scrypt (RFC 7914) and in PKCS#12 (RFC 7292).
"""

from __future__ import annotations

from base64 import b64decode
from typing import Final

from pymdm.errors import SignatureInvalid

from .cms._ber import CONSTRUCTED_OCTET_STRING, INTEGER, OCTET_STRING, header, octets, skip

__all__ = ["MAX_ROUNDS", "TOO_MANY_ROUNDS", "rounds_of", "rounds_of_pem"]

MAX_ROUNDS: Final = 1_000_000
"""Of all derivations in one file; half a second for the slowest of them.

OpenSSL and Apple's keychain write 2,048, `cryptography` 20,000, Java three times 10,000, and the most that
anybody recommends is 600,000.
"""

TOO_MANY_ROUNDS: Final = (
    f"expected a file whose password is hashed at most {MAX_ROUNDS:,} times in all; export it anew with fewer"
)

_CONSTRUCTED: Final = 0x20
_SCRYPT: Final = 3  # its numbers are cost, block size and parallelization, and what it costs is their product


def rounds_of(data: bytes) -> int:
    """Rounds of key derivation that the readable parts of a DER or BER file ask for.

    What is itself encrypted cannot be looked into; only somebody who knows the password put it there.
    """
    total = 0
    work = [(data, 0, len(data))]
    while work:
        whole, at, end = work.pop()
        numbers: list[int] | None = None  # those behind a salt; None if there is none
        try:
            while at < end:
                tag, start, stop = header(whole, at, end)
                following = skip(whole, at, end)
                if tag == INTEGER and numbers is not None:
                    numbers.append(int.from_bytes(whole[start:stop], "big"))
                else:
                    total += _rounds(numbers)
                    numbers = [] if tag in (OCTET_STRING, CONSTRUCTED_OCTET_STRING) else None
                if tag == CONSTRUCTED_OCTET_STRING:
                    joined = octets(whole, at, end)[0]
                    work.append((joined, 0, len(joined)))
                elif tag & _CONSTRUCTED or tag == OCTET_STRING:
                    work.append((whole, start, stop if stop >= 0 else following - 2))
                at = following
        except SignatureInvalid:
            pass  # not DER from here on: what is in an OCTET STRING need not be
        total += _rounds(numbers)
    return total


def rounds_of_pem(block: bytes) -> int:
    """The same of one PEM block; none of what is no base64, which no reader can use either."""
    lines = [line for line in block.splitlines() if not line.startswith(b"-----")]
    try:
        return rounds_of(b64decode(b"".join(lines)))
    except ValueError:
        return 0


def _rounds(numbers: list[int] | None) -> int:
    if not numbers:
        return 0
    if len(numbers) < _SCRYPT:
        return numbers[0]
    return numbers[0] * numbers[1] * numbers[2]
