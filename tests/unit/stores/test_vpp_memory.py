"""The store of Apps and Books in memory keeps the contract, and takes back what fails."""

from __future__ import annotations

import pytest

from pymdm.stores.vpp import MemoryVPPStore
from pymdm.testing import failpoints
from pymdm.testing._vpp_contract_scene import VPPScene, assignment
from pymdm.testing.vpp_store_contract import VPPStoreContract
from pymdm.vpp.sync import VPPStore


class TestMemoryVPPStore(VPPStoreContract):
    def make_store(self) -> VPPStore:
        return MemoryVPPStore()


def test_a_contract_without_a_store_says_what_to_do() -> None:
    with pytest.raises(NotImplementedError, match="make_store"):
        VPPStoreContract().scene()


def test_what_is_not_committed_leaves_everything_as_it_was() -> None:
    scene = VPPScene(MemoryVPPStore())
    scene.page(assignment("A"))
    before = scene.position()
    with failpoints.armed():
        failpoints.raise_at("vpp.page.before-commit", OSError("full"))
        with pytest.raises(OSError, match="full"):
            scene.page(assignment("B"))

    assert (before, ["A"]) == (scene.position(), scene.have)
