"""What a store of Apps and Books has to do, as checks that every such store has to pass.

    class TestMyStore(VPPStoreContract):
        def make_store(self) -> VPPStore:
            return MyStore()

pytest collects the checks from such a class; nothing here imports it.  The numbers in their descriptions
name threats and faults that a check stands for.
"""

from __future__ import annotations

from pymdm.testing._contract_vpp import JobContract, ListContract, LocationContract, NoteContract

__all__ = ["VPPStoreContract"]


class VPPStoreContract(LocationContract, ListContract, JobContract, NoteContract):
    """All checks.  Define ``make_store``."""
