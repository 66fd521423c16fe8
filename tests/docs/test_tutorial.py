"""Pages that are typed as they stand, on free ports, and have to show what they say."""

from __future__ import annotations

import json
import re
import shlex
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from tests.support import ROOT
from tools.snippets import Block, blocks

PAGES = ("tutorial", "first-iphone")
PYMDM = [sys.executable, "-m", "pymdm"]


class Terminals:
    """Two processes that stay; what the page's fixed ports and secrets have become."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.addresses: dict[str, str] = {}
        self.made: dict[str, str] = {}
        self.running: list[subprocess.Popen[str]] = []

    def type(self, command: str) -> list[str]:
        """What one shown command prints; of one that stays, only what it has printed by now."""
        for shown, real in {**self.addresses, **self.made}.items():
            command = command.replace(shown, real)
        words = shlex.split(command)
        if words[:2] == ["pymdm", "serve"]:
            return self._serve(words[1:])
        if words[:2] == ["pymdm", "simulate"]:
            return self._read_until_done(self._start(words[1:], stdin=subprocess.PIPE))
        if words[0] == "pymdm":
            done = subprocess.run(
                [*PYMDM, *words[1:]], cwd=self.folder, capture_output=True, text=True, timeout=60
            )
            assert 0 == done.returncode, done.stderr
            return done.stdout.splitlines()
        assert "curl" == words[0]
        return self._curl(words[1:])

    def say(self, word: str) -> list[str]:
        """One word to the simulated device."""
        device = self.running[1]
        _pipe(device.stdin).write(word + "\n")
        _pipe(device.stdin).flush()
        return self._read_until_done(device)

    def pull_the_plug(self) -> None:
        """End the server as Ctrl-\\ in its terminal would."""
        server = self.running[0]
        server.send_signal(signal.SIGKILL)
        server.communicate(timeout=60)

    def _serve(self, words: list[str]) -> list[str]:
        # Devices come back to where they have been.
        ports = [address.rpartition(":")[2] for address in self.addresses.values()] or ["0", "0"]
        server = self._start([*words, "--port", ports[0], "--admin-port", ports[1]])
        made = {} if "--enrollment-code" in words or self.addresses else {"THE-CODE": 3, "THE-TOKEN": 4}
        lines = [_pipe(server.stdout).readline().rstrip("\n") for _ in range(3 + len(made))]
        self.made |= {shown: lines[number].split()[-1] for shown, number in made.items()}
        for line, shown in zip(lines, ("http://127.0.0.1:8080", "http://127.0.0.1:8081"), strict=False):
            self.addresses[shown] = line.split()[-1]
        return [re.sub(r":\d+", ":0", line) for line in lines]

    def _start(self, words: list[str], *, stdin: int | None = None) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*PYMDM, *words],
            cwd=self.folder,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.running.append(process)
        return process

    def _read_until_done(self, device: subprocess.Popen[str]) -> list[str]:
        lines = []
        for line in _pipe(device.stdout):
            lines.append(line.rstrip("\n"))
            if line.startswith(("done=", "failed=")):
                break
        assert lines, "the simulated device ended"
        assert lines[-1].startswith("done="), lines
        return lines

    def _curl(self, words: list[str]) -> list[str]:
        """Fetch as curl would: -s, -H, -d and -o are all that the page uses, and curl may be absent."""
        headers: dict[str, str] = {}
        body, target = None, None
        *options, address = words
        while options:
            match options:
                case ["-s", *options]:
                    pass
                case ["-H", header, *options]:
                    name, _, value = header.partition(": ")
                    headers[name] = value
                case ["-d", text, *options]:
                    body = text.encode()
                case ["-o", name, *options]:
                    target = self.folder / name
                case _:
                    raise AssertionError(f"teach this test the curl option {options[0]}")
        request = urllib.request.Request(address, data=body, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            found: bytes = answer.read()
        if target is not None:
            target.write_bytes(found)
            return []
        json.loads(found)
        return found.decode().splitlines()


def _pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


@pytest.fixture
def terminals(tmp_path: Path) -> Iterator[Terminals]:
    found = Terminals(tmp_path)
    yield found
    for process in found.running:
        process.terminate()
        process.communicate(timeout=60)


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_shows_is_what_its_commands_print(page: str, terminals: Terminals) -> None:
    printed: list[str] = []
    for block in blocks(ROOT / "docs" / f"{page}.md"):
        if block.info == "text" and page != "tutorial":
            continue  # for another machine, or a real device
        if block.info == "console":
            for command, shown in _commands(block):
                printed = terminals.type(command)
                missing = [line for line in shown if re.sub(r":808[01]", ":0", line) not in printed]
                assert ([], printed) == (missing, printed)
        elif block.code.startswith("steps="):
            assert any(block.code.strip() in line for line in printed), (block.code, printed)
            printed = [line for line in printed if block.code.strip() not in line]
        elif block.code.strip() == "Ctrl-\\":
            terminals.pull_the_plug()
        else:
            printed = [line for word in block.code.split() for line in terminals.say(word)]


def _commands(block: Block) -> Iterator[tuple[str, list[str]]]:
    """Each command of a console block with the lines that are shown below it, the left out ones aside."""
    for part in ("\n" + block.code).split("\n$ ")[1:]:
        command, *shown = part.splitlines()
        yield command, [line for line in shown if line.strip() and line != "…"]
