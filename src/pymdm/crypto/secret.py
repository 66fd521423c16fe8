"""A value that nobody sees by accident."""

from __future__ import annotations

import hmac
from typing import Generic, NoReturn, TypeVar, final

__all__ = ["Secret"]

T = TypeVar("T", str, bytes)

_SHOWN = "Secret(hidden)"


@final
class Secret(Generic[T]):
    """A password, token or key that shows itself only to who asks with `reveal`.

    Its text is the same whatever is inside: in `repr`, `str`, format strings, log lines, exceptions and the
    repr of what contains it.  It is compared in constant time and only with another Secret, and it can be
    neither hashed nor pickled; a copy of it is itself.
    An empty one is false.

    Raises:
        TypeError: the value is neither str nor bytes.
    """

    __slots__ = ("_value",)

    _value: T

    def __init__(self, value: T) -> None:
        if type(value) not in (str, bytes):
            raise TypeError("expected str or bytes as a secret")
        object.__setattr__(self, "_value", value)

    def reveal(self) -> T:
        """The value itself; what is done with it from here on is the caller's care."""
        return self._value

    def __repr__(self) -> str:
        return _SHOWN

    def __format__(self, spec: str) -> str:
        return _SHOWN

    def __bool__(self) -> bool:
        return bool(self._value)

    # There is no __hash__ beside it: equal secrets would stand out, and guesses could be tried by hash.
    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        mine, theirs = self._value, other._value
        return hmac.compare_digest(_bytes(mine), _bytes(theirs)) and type(mine) is type(theirs)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a Secret does not change")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a Secret does not change")

    def __copy__(self) -> Secret[T]:
        return self

    def __deepcopy__(self, memo: object) -> Secret[T]:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Secret is not pickled; seal what reveal() gives with SealKey.seal and keep that")


def _bytes(value: str | bytes) -> bytes:
    # surrogatepass: any str may be a secret, and each has to have its own bytes.
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
