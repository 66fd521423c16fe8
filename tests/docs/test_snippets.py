"""What the README and the pages under docs/ show is run, so that it stays true."""

from __future__ import annotations

import functools
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT
from tools.snippets import Block, blocks, run_page

PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    *sorted(ROOT.glob("docs/**/*.md")),
]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]

#: What a block may be; a spelling that hides code from the tests ("python no-run", "py") is none of them.
KINDS = {"python", "console", "text", "xml", "json", "toml", "ini", "nginx", "sql", "http", "make"}

#: First words of shell lines besides make and pymdm, which are looked up.
SHELL_WORDS = {"git", "cd", "pip", "python", "apt-get", "curl", "openssl"}


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_the_python_of_a_page_runs_from_top_to_bottom(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for block in blocks(page):
        for command in _commands(block) if block.info == "console" else ():
            if command.startswith("pymdm keys create ") and not Path(command.split()[-1]).exists():
                # The programs of a page open the key file that the page has had made.
                subprocess.run([sys.executable, "-m", *command.split()], check=True, capture_output=True)

    run_page(page)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_code_block_says_what_it_is(page: Path) -> None:
    assert [] == [f"{block.line}: {block.info!r}" for block in blocks(page) if block.info not in KINDS]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_shown_command_exists(page: Path) -> None:
    commands = [command for block in blocks(page) if block.info == "console" for command in _commands(block)]

    assert [] == [command for command in commands if not _exists(command)]


def _commands(block: Block) -> list[str]:
    """Lines behind a "$ "; the rest of a console block is output."""
    return [line.strip()[2:] for line in block.code.splitlines() if line.strip().startswith("$ ")]


def _exists(command: str) -> bool:
    words = [word for word in re.sub(r"^(\w+=\S+ )+", "", command).split() if word != "sudo"]
    if words[0] == "make":
        targets = {word for word in words[1:] if re.fullmatch(r"[a-z-]+", word)}
        return targets <= _make_targets()
    if words[0] == "pymdm":
        return _is_pymdm_command(words[1])
    return words[0] in SHELL_WORDS


def _make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@functools.cache
def _is_pymdm_command(name: str) -> bool:
    done = subprocess.run(
        [sys.executable, "-m", "pymdm", name, "--help"], capture_output=True, timeout=60, check=False
    )
    return done.returncode == 0


def test_the_readme_names_the_two_commands_a_newcomer_needs() -> None:
    shown = {command for block in blocks(PAGES[0]) if block.info == "console" for command in _commands(block)}

    assert {"make demo", "make test"} <= shown


def test_the_index_leads_to_every_page() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")

    assert [] == [
        page.name
        for page in ROOT.glob("docs/*.md")
        if page.name != "index.md" and f"]({page.name})" not in index
    ]
