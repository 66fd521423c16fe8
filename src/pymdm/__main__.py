"""``pymdm`` and ``python -m pymdm``."""

from __future__ import annotations

import sys

__all__ = ["main"]

# What the command line needs beyond the core; they come with the extra.
_EXTRA = frozenset({"typer", "rich", "click"})


def main() -> None:
    """Run the command line, or say how to get it."""
    try:
        from pymdm.cli.app import run
    except ModuleNotFoundError as error:
        if error.name not in _EXTRA:
            raise
        print('the pymdm command needs its extra: pip install "pymdm[cli]"', file=sys.stderr)  # noqa: T201
        sys.exit(2)
    run()


if __name__ == "__main__":
    main()
