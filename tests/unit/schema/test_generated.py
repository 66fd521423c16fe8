"""What is committed is what the generator writes, and nobody has changed it by hand."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import pymdm
from tests.support import ROOT, shared
from tests.unit.schema import apple
from tests.unit.schema.test_doors import every_class
from tools import generate_schema
from tools.schema_generator import expected, files

# Under `make sabotage` the copy with the defect.
SCHEMA = Path(pymdm.__file__).parent / "schema"

DOCSTRING = re.compile(r'"""(.*?)"""', re.DOTALL)

COUNTS = {
    "classes": 803,
    "commands": 68,
    "declarations": 68,
    "documents": 10,
    "keys": 3746,
    "modules of availability": 341,
    "profiles": 127,
    "status": 64,
}


def committed() -> dict[str, str]:
    return {path: (SCHEMA / path).read_text(encoding="utf-8") for path in files.committed(SCHEMA)}


def test_no_generated_file_was_changed_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    """Without Apple's files beside the checkout, too: by hashes of what the generator wrote last."""
    there = committed()
    with capsys.disabled():
        print("\n", ", ".join(f"{n} {what}" for what, n in expected.counts(there).items()), end=" ")  # noqa: T201
    assert expected.read()["sha256"] == expected.hashes(there)
    assert COUNTS == expected.read()["counts"] == expected.counts(there)


def test_the_generator_writes_what_is_committed() -> None:
    assert committed() == files.generated(shared("apple-device-management"))


def test_the_same_files_give_the_same_text_whatever_the_seed_of_hashes() -> None:
    folder = shared("apple-device-management")
    code = (
        "import sys; from pathlib import Path; from tools.schema_generator import expected, files;"
        "print(sorted(expected.hashes(files.generated(Path(sys.argv[1]))).items()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT,
        env={"PYTHONHASHSEED": "7", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(sorted(expected.hashes(committed()).items())) == done.stdout.strip()


def test_a_change_is_found_and_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    schema, apple = tmp_path / "schema", tmp_path / "apple"
    file = apple / "mdm" / "commands" / "brand.new.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(
        "title: Brand New Command\npayload:\n  requesttype: BrandNew\n  supportedOS:\n"
        "    iOS: {introduced: '30.0'}\npayloadkeys:\n- {key: OneName, type: <string>, presence: required}\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(generate_schema, "SCHEMA", schema)
    monkeypatch.setattr(expected, "FILE", tmp_path / "expected.json")

    assert 0 == generate_schema.main([str(apple)])
    assert "1 commands" in capsys.readouterr().out
    assert 1 == json.loads((tmp_path / "expected.json").read_text())["counts"]["commands"]
    module = schema / "commands" / "brand_new.py"
    assert 'one_name: str = key("OneName")' in module.read_text(encoding="utf-8")
    rows = schema / "commands" / "_availability" / "brand_new.py"
    assert '"BrandNew": (Support("iOS", "30.0"),)' in rows.read_text(encoding="utf-8")
    assert 0 == generate_schema.main([str(apple), "--check"])

    module.write_text(module.read_text(encoding="utf-8").replace("str", "int"), encoding="utf-8")
    (schema / "commands" / "left_over.py").write_text("", encoding="utf-8")
    capsys.readouterr()
    assert 1 == generate_schema.main([str(apple), "--check"])
    assert ["commands/brand_new.py", "commands/left_over.py"] == capsys.readouterr().out.split()
    assert 0 == generate_schema.main([str(apple)])
    assert not (schema / "commands" / "left_over.py").exists()
    assert 0 == generate_schema.main([str(apple), "--check"])


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("{key: K, type: <string>, brandnew: 1}", "does not know what brandnew says"),
        ("{key: K, type: <brandnew>}", "does not know the type brandnew"),
    ],
)
def test_what_the_generator_does_not_know_stops_it(key: str, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "mdm" / "commands" / "x.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(f"title: X\npayload: {{requesttype: X}}\npayloadkeys:\n- {key}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=problem):
        files.generated(tmp_path)


def test_two_keys_with_one_attribute_stop_the_generator(tmp_path: Path) -> None:
    file = tmp_path / "mdm" / "commands" / "x.yaml"
    file.parent.mkdir(parents=True)
    keys = "- {key: OneKey, type: <string>}\n- {key: one-key, type: <string>}\n"
    file.write_text(f"title: X\npayload: {{requesttype: X}}\npayloadkeys:\n{keys}", encoding="utf-8")
    with pytest.raises(ValueError, match="one-key and OneKey are one_key"):
        files.generated(tmp_path)


def test_two_files_with_one_name_stop_the_generator(tmp_path: Path) -> None:
    folder = tmp_path / "mdm" / "profiles"
    folder.mkdir(parents=True)
    for name in ("a", "b"):
        (folder / f"{name}.yaml").write_text("title: X\npayload: {payloadtype: x}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"b\.yaml and mdm/profiles/a\.yaml are both x"):
        files.generated(tmp_path)


def test_every_description_has_its_class() -> None:
    words = tomllib.loads(files.WORDS.read_text(encoding="utf-8"))
    described = {(package, name) for package, table in words.items() for name in table}
    assert described <= {(cls.__module__.split(".")[2], cls.__qualname__) for cls in every_class()}
    assert len(described) > 350


def test_generated_modules_are_short() -> None:
    lengths = sorted(
        text.count("\n")
        for path, text in committed().items()
        if path.count("/") == 1 and path.endswith(".py") and "__init__" not in path
    )
    assert 25 <= lengths[len(lengths) // 2] <= 40


def sentences(text: str) -> set[str]:
    """Of four words or more, in lower case and without marks: shorter ones are names."""
    found = (
        re.sub(r"[^a-z0-9 ]+", "", " ".join(part.split()).lower()) for part in re.split(r"[.:;\n]", text)
    )
    return {sentence.strip() for sentence in found if sentence.count(" ") >= 3}


def prose(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            if name in ("content", "description", "title", "note", "notes") and isinstance(value, str):
                yield value
            else:
                yield from prose(value)
    elif isinstance(node, list):
        for value in node:
            yield from prose(value)


def test_no_sentence_is_apples() -> None:
    """Facts are taken over; words are this project's own."""
    theirs: set[str] = set()
    for path in apple.paths():
        text = apple.document(path)
        flat = {name: text.get(name) for name in ("title", "description", "payload", "notes", "reasons")}
        theirs |= {sentence for part in prose(flat) for sentence in sentences(part)}
        theirs |= {sentence for key in keys_of(text) for part in prose(key) for sentence in sentences(part)}
    ours = {
        sentence
        for text in committed().values()
        for doc in DOCSTRING.findall(text)
        for sentence in sentences(doc)
    }
    assert len(theirs) > 3000
    assert len(ours) > 500
    assert set() == theirs & ours


def keys_of(text: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every key of a file, without what is in it."""
    todo, seen = [*(text.get("payloadkeys") or []), *(text.get("responsekeys") or [])], set()
    while todo:
        key = todo.pop()
        if id(key) not in seen:
            seen.add(id(key))
            yield {name: value for name, value in key.items() if name != "subkeys"}
            todo += key.get("subkeys") or []
