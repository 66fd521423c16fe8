"""The runner of snippets has to fail where a snippet fails."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from tools.snippets import blocks, run_page


def page(folder: Path, text: str) -> Path:
    path = folder / "page.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_blocks_of_a_page_share_their_names(tmp_path: Path) -> None:
    assert 2 == run_page(page(tmp_path, "```python\nx = 1\n```\ntext\n```python\nassert x == 1\n```\n"))


def test_a_failing_block_is_reported_with_its_line(tmp_path: Path) -> None:
    broken = page(tmp_path, "# Title\n\n```python\nx = 1\nassert x == 2\n```\n")

    with pytest.raises(AssertionError) as caught:
        run_page(broken)

    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (str(broken), 5) == (last.filename, last.lineno)


def test_a_block_inside_a_list_is_found(tmp_path: Path) -> None:
    (block,) = blocks(page(tmp_path, "1. first\n\n   ```python\n   if True:\n       x = 1\n   ```\n"))

    assert ("python", 4, "if True:\n    x = 1\n") == (block.info, block.line, block.code)


def test_a_block_that_is_never_closed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="never closed"):
        blocks(page(tmp_path, "```python\nx = 1\n"))
