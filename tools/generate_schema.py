"""Writes src/pymdm/schema of Apple's schema files: `python tools/generate_schema.py FOLDER [--check]`.

FOLDER is a checkout of Apple's device-management repository.  The same files give the same text, byte by
byte; ``--check`` writes nothing and fails where what is committed is something else.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.schema_generator import expected, files  # noqa: E402

SCHEMA = ROOT / "src" / "pymdm" / "schema"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="Apple's schema folder")
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    given = parser.parse_args(arguments)
    wanted = files.generated(given.folder)
    if given.check:
        wrong = sorted(_different(wanted))
        print("\n".join(wrong) or f"{len(wanted)} files are what the schema says")
        return 1 if wrong else 0
    for path in files.committed(SCHEMA) - wanted.keys():
        (SCHEMA / path).unlink()
    for path, text in wanted.items():
        (SCHEMA / path).parent.mkdir(parents=True, exist_ok=True)
        (SCHEMA / path).write_text(text, encoding="utf-8")
    expected.write(wanted)
    print(", ".join(f"{count} {what}" for what, count in expected.counts(wanted).items()))
    return 0


def _different(wanted: dict[str, str]) -> set[str]:
    there = files.committed(SCHEMA)
    return (there ^ wanted.keys()) | {
        path for path in there & wanted.keys() if (SCHEMA / path).read_text(encoding="utf-8") != wanted[path]
    }


if __name__ == "__main__":
    raise SystemExit(main())
