"""Canaries: secrets made to be recognised, and the search for them where no secret may be.

Plant one for every kind of secret in a simulated fleet, let things happen, then scan logs, answers,
events and every byte of the database::

    canaries = Canaries(seed=1)
    pin = canaries.plant("PIN", length=6)
    ...
    assert canaries.scan({"stderr": log, **database_files(path)}) == ()

A secret is looked for as it is and in the forms in which programs write bytes down, so that a hit is a
leak; that there is none proves only that there is none in these forms.
"""

from __future__ import annotations

import base64
import json
import random
import string
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote_from_bytes
from xml.sax.saxutils import escape

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["MIN_LENGTH", "Canaries", "Hit", "database_files", "forms"]

#: Six letters and digits are 35 bits: they do not turn up by chance in a few megabytes, also where two
#: bits at each end are lost in base64.  It is the length of a Mac's PIN.
MIN_LENGTH = 6

_ALPHABET: Final = string.ascii_letters + string.digits
_LENGTH = 24

# What writers of long base64 and hex text put in between: line breaks, indentation, colons.
_FILLING: Final = b" \t\r\n:"


@attrs.frozen(kw_only=True)
class Hit:
    """A canary that was found: which, in what form, in which source and at which byte.

    ``offset`` counts from the start of the source; of text that was wrapped, without what wraps it.
    """

    canary: str
    form: str
    where: str
    offset: int


@attrs.frozen(kw_only=True)
class _Needle:
    canary: str
    form: str
    pattern: bytes = attrs.field(repr=False)


class Canaries:
    """The secrets of one run.  The same seed makes the same ones."""

    def __init__(self, *, seed: int | str) -> None:
        self._rng = random.Random(f"canaries {seed}")  # noqa: S311 - made to be predictable
        self._secrets: dict[str, bytes] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._secrets)

    def __len__(self) -> int:
        return len(self._secrets)

    def plant(self, name: str, *, length: int = _LENGTH) -> str:
        """A new secret of so many letters and digits, known from now on under ``name``."""
        secret = "".join(self._rng.choice(_ALPHABET) for _ in range(length))
        self.add(name, secret)
        return secret

    def add(self, name: str, secret: bytes | str) -> None:
        """Look for this secret, which came from elsewhere, as well.

        Raises:
            ValueError: it is so short that it would be found by chance, or the name is taken by another.
        """
        found = secret.encode() if isinstance(secret, str) else secret
        if len(found) < MIN_LENGTH:
            raise ValueError(f"expected a secret of at least {MIN_LENGTH} bytes")
        if self._secrets.setdefault(name, found) != found:
            raise ValueError(f"another canary is called {name}")

    def scan(self, sources: Mapping[str, bytes | str | Path]) -> tuple[Hit, ...]:
        """Every canary in every source, each form once a source; a Path stands for the file's bytes."""
        needles = [
            _Needle(canary=name, form=form, pattern=pattern)
            for name, secret in self._secrets.items()
            for form, pattern in forms(secret).items()
        ]
        return tuple(hit for where, source in sources.items() for hit in _search(where, source, needles))


def forms(secret: bytes) -> dict[str, bytes]:
    """How a secret may be written down: form → the bytes that give it away.

    Base64 of something that contains the secret depends on where it begins, so there are three of it,
    without the characters at the ends that belong to the neighbours as well.
    """
    found = {"plain": secret, "hex": secret.hex().encode(), "hex capitals": secret.hex().upper().encode()}
    for shift in range(3):
        core = _base64_core(secret, shift)
        found[f"base64 {shift}"] = core
        found[f"base64 {shift} url"] = core.translate(bytes.maketrans(b"+/", b"-_"))
    found["percent"] = quote_from_bytes(secret, safe="").encode()
    found["python"] = repr(secret)[2:-1].encode()
    text = _text(secret)
    if text is not None:
        found["utf-16 le"] = text.encode("utf-16-le")
        found["utf-16 be"] = text.encode("utf-16-be")
        found["json"] = json.dumps(text)[1:-1].encode()
        found["xml"] = escape(text).encode()
    first = {pattern: form for form, pattern in reversed(found.items())}
    return {form: pattern for form, pattern in found.items() if first[pattern] == form}


def database_files(path: Path) -> dict[str, bytes]:
    """The database and all files whose names begin with its name: -wal, -shm, a journal, a sidecar."""
    found = sorted(path.parent.glob(f"{path.name}*"))
    return {file.name: file.read_bytes() for file in found if file.is_file()}


def _base64_core(secret: bytes, shift: int) -> bytes:
    whole = base64.b64encode(bytes(shift) + secret)
    begin = (0, 2, 3)[shift]
    return whole[begin : (shift + len(secret)) * 8 // 6]


def _text(secret: bytes) -> str | None:
    try:
        return secret.decode()
    except UnicodeDecodeError:
        return None


def _search(where: str, source: bytes | str | Path, needles: Sequence[_Needle]) -> Iterator[Hit]:
    if isinstance(source, Path):
        source = source.read_bytes()
    data = source.encode() if isinstance(source, str) else source
    unwrapped = data.translate(None, _FILLING)
    for needle in needles:
        offset = data.find(needle.pattern)
        if offset < 0 and needle.form.startswith(("base64", "hex")):
            offset = unwrapped.find(needle.pattern)
        if offset >= 0:
            yield Hit(canary=needle.canary, form=needle.form, where=where, offset=offset)
