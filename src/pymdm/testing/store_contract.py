"""What a store has to do, as checks that every store has to pass: ours, and the one that you write.

    class TestMyStore(StoreContract):
        def make_store(self) -> Store:
            return MyStore()

pytest collects the checks from such a class; nothing here imports it.  They use the twelve verbs and
nothing else, so that a store may keep its data in any form.  The numbers in their descriptions name
threats (T81) and faults (F12) that a check stands for.
"""

from __future__ import annotations

from pymdm.testing._contract_enrollment import EnrollmentContract
from pymdm.testing._contract_issuing import ChallengeContract, RenewalContract, SecretContract
from pymdm.testing._contract_operator import (
    HoldContract,
    QuietContract,
    RedactionContract,
    UnenrollContract,
)
from pymdm.testing._contract_pins import PinContract
from pymdm.testing._contract_pushes import EventContract, PushContract, ThreadContract
from pymdm.testing._contract_queue import DeliveryContract, OrderContract
from pymdm.testing._contract_receipts import ReceiptContract
from pymdm.testing._contract_sessions import SessionContract, TakeoverContract, UserTokenContract
from pymdm.testing._contract_unreadable import UnreadableContract

__all__ = ["StoreContract"]


class StoreContract(
    EnrollmentContract,
    PinContract,
    SessionContract,
    TakeoverContract,
    UserTokenContract,
    DeliveryContract,
    OrderContract,
    UnreadableContract,
    RedactionContract,
    ChallengeContract,
    RenewalContract,
    SecretContract,
    HoldContract,
    UnenrollContract,
    QuietContract,
    PushContract,
    ReceiptContract,
    EventContract,
    ThreadContract,
):
    """All checks.  Define ``make_store``; set ``max_pending`` and ``max_users`` if your bounds are others."""
