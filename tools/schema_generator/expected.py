"""What the generator wrote last: how many of each, and a hash of each file.

Committed, so that a checkout without Apple's files still notices when generated code was changed by hand.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

__all__ = ["FILE", "counts", "hashes", "read", "write"]

FILE = Path(__file__).parent / "expected.json"


def hashes(texts: Mapping[str, str]) -> dict[str, str]:
    """SHA-256 of each file."""
    return {path: hashlib.sha256(text.encode()).hexdigest() for path, text in sorted(texts.items())}


def counts(texts: Mapping[str, str]) -> dict[str, int]:
    """Modules by package, and all classes and keys."""
    found: Counter[str] = Counter()
    for path, text in texts.items():
        package, _, rest = path.partition("/")
        if rest and "/" not in rest and not rest.startswith("__init__"):
            found[package] += 1
            found["classes"] += text.count("@model\n")
            found["keys"] += text.count(" = key(")
        elif "/" in rest:
            found["modules of availability"] += 1
    return dict(sorted(found.items()))


def read() -> dict[str, dict[str, int] | dict[str, str]]:
    """``counts`` and ``sha256`` as committed."""
    found: dict[str, dict[str, int] | dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def write(texts: Mapping[str, str]) -> None:
    """Write both anew."""
    text = json.dumps({"counts": counts(texts), "sha256": hashes(texts)}, indent=1)
    FILE.write_text(f"{text}\n", encoding="utf-8")
