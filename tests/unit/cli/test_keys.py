"""``pymdm keys``: the file is whole or as it was, and no key is ever shown."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from pymdm.cli import _key_file
from pymdm.cli.app import app
from pymdm.crypto import SealKey


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that `pymdm keys create` has made."""
    made = tmp_path / "mdm.key"
    assert 0 == keys("create", made).exit_code
    return made


def keys(command: str, path: Path) -> Result:
    return CliRunner().invoke(app, ["keys", command, str(path)])


def materials(path: Path) -> list[str]:
    return [line.split()[2] for line in path.read_text().splitlines() if line.startswith("pymdm-seal-key-1")]


def test_create_makes_a_file_that_only_its_owner_can_read(path: Path) -> None:
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert 1 == len(SealKey.from_file(path).key_ids)


def test_create_names_the_key_and_shows_it_not(tmp_path: Path) -> None:
    path = tmp_path / "mdm.key"
    done = keys("create", path)

    assert SealKey.from_file(path).current_id in done.output
    assert "Keep a copy" in done.output
    assert materials(path)[0] not in done.output


def test_create_never_overwrites(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    done = keys("create", path)

    assert 0 != done.exit_code
    assert f"{path}: expected no such file; seal keys are never overwritten" == str(done.exception)
    assert before == path.read_bytes()


def test_create_does_not_follow_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")

    assert isinstance(keys("create", tmp_path / "link").exception, FileExistsError)
    assert not (tmp_path / "elsewhere").exists()


def test_create_leaves_nothing_when_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_key_file.os, "fsync", full_disk)

    assert isinstance(keys("create", tmp_path / "mdm.key").exception, OSError)
    assert [] == list(tmp_path.iterdir())


def full_disk(_descriptor: int) -> None:
    raise OSError(28, "No space left on device")


def test_list_shows_ids_and_which_is_current_and_no_key(path: Path) -> None:
    keys("rotate", path)
    ring = SealKey.from_file(path)
    done = keys("list", path)

    first, second = ring.key_ids
    assert f"{first}  current: seals and opens\n{second}  opens\n" == done.stdout
    assert not any(material in done.output for material in materials(path))


def test_rotate_puts_a_new_key_in_front_and_keeps_the_old_ones(path: Path) -> None:
    """T70."""
    old = SealKey.from_file(path)
    sealed = old.seal(b"x", kind="k", owner="o")
    done = keys("rotate", path)
    new = SealKey.from_file(path)

    assert 0 == done.exit_code
    assert (new.current_id, *old.key_ids) == new.key_ids
    assert 2 == len(new.key_ids)
    assert new.current_id in done.output
    assert not any(material in done.output for material in materials(path))
    assert b"x" == new.open(sealed, kind="k", owner="o")


def test_rotate_keeps_comments_and_the_order_of_everything(path: Path) -> None:
    path.write_text(f"# ours\n\n# made in May\n{SealKey.from_file(path).to_text().splitlines()[-1]}\n# end")
    keys("rotate", path)
    lines = path.read_text().splitlines()

    assert ["# ours", "", "# made in May"] == lines[:3]
    assert ["# end"] == lines[5:]
    assert 2 == len(SealKey.from_file(path).key_ids)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o400])
def test_rotate_keeps_the_mode_so_that_the_server_can_still_read_it(path: Path, mode: int) -> None:
    path.chmod(mode)

    assert 0 == keys("rotate", path).exit_code
    assert mode == stat.S_IMODE(path.stat().st_mode)


def test_rotate_keeps_the_owner_or_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root rotates the file of the server's user: the server must be able to read it at its next start."""
    given: list[tuple[int, int]] = []
    before = path.stat()
    real = os.fstat

    def somebody_else(descriptor: int) -> os.stat_result:
        found = real(descriptor)
        return os.stat_result((*found[:4], before.st_uid + 1, *found[5:]))

    monkeypatch.setattr(_key_file.os, "fstat", somebody_else)
    monkeypatch.setattr(_key_file.os, "fchown", lambda _, uid, gid: given.append((uid, gid)))
    keys("rotate", path)

    assert [(before.st_uid, before.st_gid)] == given


def test_rotate_goes_through_a_link_and_leaves_it_one(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(path)

    assert 0 == keys("rotate", link).exit_code
    assert link.is_symlink()
    assert 2 == len(SealKey.from_file(path).key_ids)


def test_rotate_puts_the_text_on_the_disk_before_the_name_and_then_the_name(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T70: after a power cut the file is the old one or the new one, never an empty one."""
    steps: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def sync(descriptor: int) -> None:
        folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        steps.append("folder" if folder else f"file of {os.fstat(descriptor).st_size > 0}")
        real_sync(descriptor)

    def replace(self: Path, target: Path) -> Path:
        steps.append("replace")
        return real_replace(self, target)

    monkeypatch.setattr(_key_file.os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", replace)
    keys("rotate", path)

    assert ["file of True", "replace", "folder"] == steps[-3:]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_rotation_that_fails_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """T70."""
    before = path.read_bytes()
    if step == "fsync":
        monkeypatch.setattr(_key_file.os, "fsync", full_disk)
    else:
        monkeypatch.setattr(Path, "replace", lambda *_: full_disk(0))

    assert isinstance(keys("rotate", path).exception, OSError)
    assert before == path.read_bytes()
    assert ["mdm.key"] == [found.name for found in path.parent.iterdir()]


KILLED = """
import os, sys
from pathlib import Path
from pymdm.cli import _key_file
Path.replace = lambda *_: os._exit(9)
_key_file.rotate(sys.argv[1])
"""


def test_a_rotation_that_is_killed_changes_nothing_and_the_next_one_says_what_to_do(path: Path) -> None:
    """T70."""
    before = path.read_bytes()
    assert 9 == subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False).returncode
    assert before == path.read_bytes()

    new = path.with_name("mdm.key.new")
    assert 0o600 == stat.S_IMODE(new.stat().st_mode)
    assert "remove it" in str(keys("rotate", path).exception)
    assert before == path.read_bytes()
    new.unlink()
    assert 0 == keys("rotate", path).exit_code


def test_of_two_rotations_at_once_neither_loses_the_key_of_the_other(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T70: a server could have sealed under it already."""
    second: list[Result] = []
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        second.append(keys("rotate", path))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    keys("rotate", path)

    assert "another rotation runs" in str(second[0].exception)
    assert 2 == len(SealKey.from_file(path).key_ids)


def test_a_file_that_an_editor_changes_meanwhile_is_left_to_the_editor(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T70: writing what was read before would undo what was added since."""
    edited = f"{SealKey.generate().to_text()}{path.read_text()}"
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: edited)
    done = keys("rotate", path)
    monkeypatch.undo()

    assert "nobody else changes" in str(done.exception)
    assert 1 == len(SealKey.from_file(path).key_ids)
    assert ["mdm.key"] == [found.name for found in path.parent.iterdir()]


@pytest.mark.parametrize("command", ["list", "rotate"])
def test_what_is_no_key_file_is_named_and_left_alone(tmp_path: Path, command: str) -> None:
    path = tmp_path / "mdm.key"
    path.write_text("something else\n")
    path.chmod(0o600)
    done = keys(command, path)

    assert str(done.exception).startswith(f"{path}: line 1: expected")
    assert "something else\n" == path.read_text()
    assert ["mdm.key"] == [found.name for found in tmp_path.iterdir()]


@pytest.mark.parametrize("command", ["list", "rotate"])
def test_a_file_that_is_missing_is_named(tmp_path: Path, command: str) -> None:
    assert isinstance(keys(command, tmp_path / "mdm.key").exception, FileNotFoundError)
    assert [] == list(tmp_path.iterdir())


WATCH = """
import os, sys
written = set()
def watch(event, arguments):
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        if isinstance(arguments[0], str):  # and no descriptor of what is open already
            written.add(os.path.relpath(arguments[0], sys.argv[1]))
    elif event in ("tempfile.mkstemp", "tempfile.mkdtemp", "subprocess.Popen", "os.posix_spawn", "os.exec"):
        written.add(event)
from typer.testing import CliRunner
from pymdm.cli.app import app
import pymdm.crypto.sealed
run = CliRunner().invoke
sys.addaudithook(watch)
for command in ("create", "rotate", "list"):
    assert run(app, ["keys", command, os.path.join(sys.argv[1], "mdm.key")]).exit_code == 0
print(sorted(written))
"""


def test_keys_are_written_beside_the_file_and_nowhere_else(tmp_path: Path) -> None:
    """T73."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCH, str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert ("", "['mdm.key', 'mdm.key.new']\n") == (done.stderr, done.stdout)


@pytest.mark.parametrize("command", ["create", "list", "rotate"])
def test_every_command_has_help_that_fits_a_terminal(command: str) -> None:
    done = CliRunner().invoke(app, ["keys", command, "--help"], env={"COLUMNS": "80"}, terminal_width=80)

    assert 0 == done.exit_code
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_the_commands_are_listed() -> None:
    assert {"create", "list", "rotate"} <= set(typer.main.get_command(app).commands["keys"].commands)
