"""The enrollment program's store in memory keeps the contract, and takes back what fails."""

from __future__ import annotations

import pytest

from pymdm.dep.sync import DEPStore
from pymdm.stores.dep import MemoryDEPStore
from pymdm.testing import failpoints
from pymdm.testing._dep_contract_scene import SERVER, DEPScene, device, server_token
from pymdm.testing.dep_store_contract import DEPStoreContract


class TestMemoryDEPStore(DEPStoreContract):
    def make_store(self) -> DEPStore:
        return MemoryDEPStore()


def test_a_contract_without_a_store_says_what_to_do() -> None:
    with pytest.raises(NotImplementedError, match="make_store"):
        DEPStoreContract().scene()


def test_a_page_that_is_not_committed_leaves_everything_as_it_was() -> None:
    """F42."""
    scene = DEPScene(MemoryDEPStore())
    scene.store.keep_token(server_token())
    scene.page(device("A"))
    before = (scene.store.devices(SERVER), scene.state())
    with failpoints.armed():
        failpoints.raise_at("dep.page.before-commit", OSError("full"))
        with pytest.raises(OSError, match="full"):
            scene.page(device("A", "modified", 1, color="red"), device("B"))

    assert before == (scene.store.devices(SERVER), scene.state())
