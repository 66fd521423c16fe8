"""`python -m benchmarks [--json] [--quick] [--strict] [name ...]`: all rows, or those of some modules."""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import sys
from importlib.metadata import version

from benchmarks import Row

MODULES = ("cms", "plist", "connect", "servers", "apns", "dep")


def collect(names: list[str], quick: bool) -> dict[str, list[Row]]:
    """The rows of each module; a module's measuring is over before the next one is imported."""
    return {name: list(importlib.import_module(f"benchmarks.{name}").rows(quick)) for name in names}


def verdict(row: Row) -> str:
    """Whether the target is reached; a figure without one is only told."""
    if row["ratio"] is None:
        return "not measured"
    if row["target"] is None:
        return "-"
    return "ok" if row["ratio"] >= row["target"] else "below target"


def table(found: dict[str, list[Row]]) -> str:
    lines = [("", "ratio", "target", "", "", "")]
    for rows in found.values():
        for row in rows:
            ratio = "-" if row["ratio"] is None else f"{row['ratio']:.2f}"
            target = "-" if row["target"] is None else f"{row['target']:.2f}"
            lines.append((row["name"], ratio, target, verdict(row), row["unit"], row["detail"]))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_aligned(line, widths) for line in lines)


def _aligned(line: tuple[str, ...], widths: list[int]) -> str:
    """Words to the left, the two figures to the right."""
    cells = [
        cell.rjust(width) if column in (1, 2) else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(line, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def document(found: dict[str, list[Row]], quick: bool) -> str:
    return json.dumps(
        {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "versions": {name: version(name) for name in ("pymdm", "cryptography", "asn1crypto")},
            "quick": quick,
            "rows": [
                {"module": module, **row, "verdict": verdict(row)}
                for module, rows in found.items()
                for row in rows
            ],
        },
        ensure_ascii=False,
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
    missed = [row for rows in found.values() for row in rows if verdict(row) == "below target"]
    return 1 if options.strict and missed else 0


if __name__ == "__main__":
    sys.exit(main())
