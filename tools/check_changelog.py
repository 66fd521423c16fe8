"""Demands a changelog fragment for a change of the library.

`python tools/check_changelog.py [BASE]`.  The base is BASE, or the point where this branch left origin/main.
On main itself, where no such point tells what is new, everything since the last release (the last
change of CHANGELOG.md) is held against the fragments that lie there.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: The names of fragments and what they tell a reader; "misc" is for changes that no user can see.
KINDS = ("added", "changed", "deprecated", "removed", "fixed", "security", "misc")
NAME = re.compile(rf"changelog\.d/[a-z0-9][a-z0-9-]*\.(?:{'|'.join(KINDS)})\.md")

LIBRARY = "src/pymdm/"
RELEASES = "CHANGELOG.md"


def git(*words: str) -> str | None:
    """What git prints, or None where it fails: no history, no such branch."""
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def base(asked: str | None) -> str | None:
    """The commit to compare with, or None where the history is too short to tell."""
    if asked:
        if git("rev-parse", "--verify", f"{asked}^{{commit}}") is None:
            raise SystemExit(f"no such commit to compare with: {asked}")
        return git("merge-base", asked, "HEAD") or asked
    left = git("merge-base", "origin/main", "HEAD")
    if left and left != git("rev-parse", "HEAD"):
        return left
    return git("log", "-1", "--format=%H", "--", RELEASES) or None


def faults(changed: list[str], fragments: dict[str, str], names: list[str]) -> list[str]:
    """What is missing.  `changed` since the base; `fragments` by path; `names` of all in changelog.d."""
    found = [
        f"{name}: not a fragment; call it <short-name>.<kind>.md, kind one of {', '.join(KINDS)}"
        for name in names
        if not NAME.fullmatch(name) and name != "changelog.d/README.md"
    ]
    found += [f"{name}: is empty" for name, text in fragments.items() if not text.strip()]
    told = RELEASES in changed or any(name in fragments for name in changed)
    library = [name for name in changed if name.startswith(LIBRARY)]
    if library and not told:
        found.append(
            f"{len(library)} files changed, {library[0]} first; say so in changelog.d/, see its README.md"
        )
    return found


def main(arguments: list[str]) -> int:
    names = sorted(f"changelog.d/{path.name}" for path in ROOT.glob("changelog.d/*"))
    fragments = {name: (ROOT / name).read_text(encoding="utf-8") for name in names if NAME.fullmatch(name)}
    start = base(arguments[0] if arguments else None)
    changed = (git("diff", "--name-only", start) or "").split("\n") if start else []
    # New files that are not committed yet count as well.
    changed += (git("ls-files", "--others", "--exclude-standard") or "").split("\n")
    missing = faults(changed, fragments, names)
    since = f"since {start[:12]}" if start else "no history to compare with"
    print("\n".join(missing) or f"changelog: {len(fragments)} fragments, {since}: nothing untold")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
