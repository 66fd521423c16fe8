"""What must not be in the repository is not: private keys, paths of one machine, dumps, untidy text."""

from __future__ import annotations

import pytest

from tests.support import ROOT
from tools.check_changelog import faults
from tools.check_files import problems, tracked


def test_no_committed_file_holds_what_does_not_belong_here() -> None:
    names = [name for name in tracked() if (ROOT / name).is_file()]

    assert [] == [f"{name}: {text}" for name in names for text in problems(name, (ROOT / name).read_bytes())]


@pytest.mark.parametrize(
    "data",
    [
        b"-----BEGIN " + b"PRIVATE KEY-----\n" + b"A" * 64 + b"\n",
        b"see /wo" + b"rk/main\n",
        b"x = 1 \n",
        b"x = 1",
        b"<" * 7 + b" ours\n",
        b"x" * 600_000 + b"\n",
    ],
    ids=["private key", "local path", "trailing space", "no line feed", "conflict", "large"],
)
def test_the_rule_itself_sees(data: bytes) -> None:
    assert 1 == len(problems("docs/page.md", data))


def test_a_private_key_among_the_vectors_is_allowed() -> None:
    key = b"-----BEGIN EC " + b"PRIVATE KEY-----\n" + b"A" * 64 + b"\n"

    assert [] == problems("tests/vectors/cms/key.pem", key)


def test_a_changed_library_without_a_fragment_is_refused() -> None:
    assert 1 == len(faults(["src/pymdm/errors.py"], {}, []))


def test_a_fragment_tells_the_change() -> None:
    name = "changelog.d/errors.added.md"

    assert [] == faults(["src/pymdm/errors.py", name], {name: "New errors."}, [name])


def test_a_change_outside_the_library_needs_no_fragment() -> None:
    assert [] == faults(["Makefile"], {}, ["changelog.d/README.md"])


@pytest.mark.parametrize(
    "name", ["changelog.d/errors.md", "changelog.d/errors.new.md", "changelog.d/Errors.added.md"]
)
def test_a_misnamed_fragment_is_refused(name: str) -> None:
    assert 1 == len(faults([], {}, [name]))
