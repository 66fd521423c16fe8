"""What went wrong, as one line for the person at the terminal."""

from __future__ import annotations

__all__ = ["in_words"]


def in_words(error: BaseException) -> str:
    """The text of an error; of one that the system raised, the file and the reason without its number."""
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    return error.strerror if error.filename is None else f"{error.filename}: {error.strerror}"
