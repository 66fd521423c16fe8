"""What a store of the enrollment program has to do, as checks that every such store has to pass.

    class TestMyStore(DEPStoreContract):
        def make_store(self) -> DEPStore:
            return MyStore()

pytest collects the checks from such a class; nothing here imports it.  The numbers in their descriptions
name threats and faults that a check stands for.
"""

from __future__ import annotations

from pymdm.testing._contract_dep import (
    AssignmentContract,
    LeaseContract,
    ListingContract,
    PageContract,
    TokenContract,
)

__all__ = ["DEPStoreContract"]


class DEPStoreContract(LeaseContract, PageContract, ListingContract, AssignmentContract, TokenContract):
    """All checks.  Define ``make_store``."""
