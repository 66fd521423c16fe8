"""`python -m benchmarks [--json] [--quick] [--strict] [name ...]`: all rows, or those of the named modules.

A module takes part by being listed here and having `rows(quick: bool) -> list[Row]`.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
import platform
import sys
from importlib.metadata import version

from benchmarks import Row

MODULES = ("cms", "plist")


def collect(names: list[str], quick: bool) -> dict[str, list[Row]]:
    """The rows of each module; a module's measuring is over before the next one is imported."""
    return {name: list(importlib.import_module(f"benchmarks.{name}").rows(quick)) for name in names}


def table(found: dict[str, list[Row]]) -> str:
    lines = [("", "ratio", "target", "ours", "peer", "")]
    for rows in found.values():
        for row in rows:
            target = f"{row.target:.2f}" if row.target is not None else "-"
            word = "-" if row.target is None else "ok" if row.ok else "below target"
            lines.append((row.name, f"{row.ratio:.2f}", target, _micro(row.ours), _micro(row.peer), word))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_aligned(line, widths) for line in lines)


def _aligned(line: tuple[str, ...], widths: list[int]) -> str:
    name, *figures, word = line
    right = [figure.rjust(width) for figure, width in zip(figures, widths[1:-1], strict=True)]
    return "  ".join([name.ljust(widths[0]), *right, word]).rstrip()


def _micro(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds * 1e6:.1f} µs"


def document(found: dict[str, list[Row]], quick: bool) -> str:
    return json.dumps(
        {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "versions": {name: version(name) for name in ("pymdm", "cryptography", "asn1crypto")},
            "quick": quick,
            "rows": [
                {"module": module, **dataclasses.asdict(row), "ok": row.ok}
                for module, rows in found.items()
                for row in rows
            ],
        },
        indent=2,
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="ratios against peers")
    parser.add_argument(
        "names", nargs="*", metavar="name", help=f"some of: {', '.join(MODULES)} (default: all)"
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument(
        "--quick", action="store_true", help="fewer repetitions: shows that it runs, not how fast"
    )
    parser.add_argument("--strict", action="store_true", help="exit 1 when a target is missed")
    options = parser.parse_args()
    if unknown := set(options.names) - set(MODULES):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; choose from {', '.join(MODULES)}")
    found = collect(options.names or list(MODULES), options.quick)
    print(document(found, options.quick) if options.json else table(found))
    missed = [row for rows in found.values() for row in rows if not row.ok]
    return 1 if options.strict and missed else 0


if __name__ == "__main__":
    sys.exit(main())
