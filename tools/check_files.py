"""Looks through committed files for what must not be in a repository.

`python tools/check_files.py [FILE ...]` (default: every file that git knows): private keys outside
tests/vectors, files over the size limit, local paths, stray whitespace, conflict markers, TOML and JSON
that do not parse.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: Keys of made-up devices and authorities, with a note on how they were made.
VECTORS = "tests/vectors/"

#: The largest hand-made vector is far below; anything larger is a captured dump or a build product.
MAX_BYTES = 512 * 1024

PRIVATE_KEY = re.compile(rb"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}")

#: Words that mean something on one machine only, put together here so that this file passes itself.
LOCAL = re.compile(
    "|".join(
        [
            "/wo" + "rk/",
            "/tmp/" + "pm",
            r"\.lib" + "rary/",
            r"\bfa" + r"rm\b",
            "/ro" + "ot/",
            "/home/" + r"\w+/",
        ]
    )
    + "|pypi"
    + r"\.(?:org|python)"
    + "|python"
    + r"hosted\.org"
)

CONFLICT = re.compile(r"^(?:<{7} |>{7} |={7}$)", re.MULTILINE)


def tracked() -> list[str]:
    """Files that git knows, or those lying here where this is no git checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [name for name in listed.decode().split("\0") if name]


def problems(name: str, data: bytes) -> list[str]:
    """What is wrong with a file of that name and content; never repeats the content."""
    found = []
    if len(data) > MAX_BYTES:
        found.append(f"larger than {MAX_BYTES // 1024} KB")
    if PRIVATE_KEY.search(data) and not name.startswith(VECTORS):
        found.append(f"holds a private key; only {VECTORS} may")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return found
    if "\0" in text:
        return found
    if LOCAL.search(text):
        found.append("names a path or host of one machine")
    if name.startswith(VECTORS):
        return found
    return found + _untidy(name, text)


def _untidy(name: str, text: str) -> list[str]:
    found = []
    if CONFLICT.search(text):
        found.append("holds a merge conflict")
    if text and not text.endswith("\n"):
        found.append("does not end with a line feed")
    if re.search(r"[ \t]+$|\r", text, re.MULTILINE):
        found.append("has trailing spaces or carriage returns")
    try:
        if name.endswith(".toml"):
            tomllib.loads(text)
        elif name.endswith(".json"):
            json.loads(text)
    except ValueError:
        found.append("does not parse")
    return found


def main(names: list[str]) -> int:
    checked = [name for name in names or tracked() if (ROOT / name).is_file()]
    faults = [f"{name}: {fault}" for name in checked for fault in problems(name, (ROOT / name).read_bytes())]
    print("\n".join(faults) or f"{len(checked)} files, none with anything that does not belong here")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
