"""What all parts of the contract of stores share."""

from __future__ import annotations

from pymdm.service.store import Store
from pymdm.testing._contract_scene import Scene

__all__ = ["ContractPart"]


class ContractPart:
    """Some checks of a store; ``make_store`` gives them a fresh, empty one."""

    #: How many commands may wait for one enrollment before ``enqueue`` raises Conflict.
    max_pending = 1000

    #: How many users one device may have before the store refuses a new one.
    max_users = 1000

    def make_store(self) -> Store:
        """A fresh, empty store."""
        raise NotImplementedError("define make_store in your subclass of StoreContract")

    def scene(self) -> Scene:
        """A fresh store with its cast."""
        return Scene(self.make_store())
