"""What sealing needs of the machine: random bytes, the number of the process, the file with the keys.

The rest of the package takes such things as arguments.  Here a caller must have no choice: a nonce that
somebody passes in is a nonce that somebody passes in twice.
"""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path
from typing import Final

__all__ = ["MAX_KEY_FILE", "process_id", "random_bytes", "read_key_file"]

# A line takes 80 bytes; 64 keys (`MAX_KEYS`) with a comment to each fit many times.
MAX_KEY_FILE: Final = 64 * 1024

# The group may read it: a server often runs as a user who must not write its own key.
_TOO_OPEN: Final = stat.S_IWGRP | stat.S_IRWXO

_log = logging.getLogger("pymdm.crypto")

random_bytes = os.urandom
process_id = os.getpid


def read_key_file(path: str | os.PathLike[str]) -> bytes:
    """What is in the file; a warning is logged if others than owner and group may open it.

    Raises:
        OSError: it cannot be read.
        ValueError: it is larger than any key file.
    """
    with Path(path).open("rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        data = file.read(MAX_KEY_FILE + 1)
    if len(data) > MAX_KEY_FILE:
        raise ValueError(f"{os.fspath(path)}: expected seal keys in at most {MAX_KEY_FILE} bytes")
    if os.name == "posix" and mode & _TOO_OPEN:
        _log.warning("seal keys open to others: path=%s mode=%03o fix='chmod 600'", os.fspath(path), mode)
    return data
