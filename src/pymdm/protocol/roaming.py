"""Whether a device is in a network that is not its own, by what it answered to DeviceInformation.

Source: MDM reference 2014, "Network information queries" and the note below them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymdm.schema.commands import DeviceInformationResponse

__all__ = ["is_roaming", "roams_by_codes"]


def is_roaming(answer: DeviceInformationResponse) -> bool | None:
    """Whether the device is roaming; None if the answer does not tell.

    What the device says itself counts first: IsRoaming, or that of one of its ServiceSubscriptions.  Else
    the network that it is in is compared with that of its SIM, which makes it probable only.  Of the two
    pairs of keys for the SIM, SubscriberMCC and SIMMCC, the newer one counts.
    """
    facts = answer.query_responses
    if facts is None:
        return None
    if facts.is_roaming is not None:
        return facts.is_roaming
    told = {each.is_roaming for each in facts.service_subscriptions or ()} - {None}
    if told:
        return True in told
    current = (facts.current_mcc, facts.current_mnc)
    for home in ((facts.subscriber_mcc, facts.subscriber_mnc), (facts.sim_mcc, facts.sim_mnc)):
        found = roams_by_codes(home=home, current=current)
        if found is not None:
            return found
    return None


def roams_by_codes(
    *, home: tuple[str | None, str | None], current: tuple[str | None, str | None]
) -> bool | None:
    """Whether two networks, each as MCC and MNC, differ; None if they are not known well enough to tell.

    Other countries are other networks, whatever the MNC.  Leading zeros count for nothing: the same network
    is sent as "01" and as "1".
    """
    countries, networks = (tuple(map(_number, pair)) for pair in zip(home, current, strict=True))
    if None in countries:
        return None
    if countries[0] != countries[1]:
        return True
    return None if None in networks else networks[0] != networks[1]


def _number(code: str | None) -> int | None:
    """A code of up to three digits; of anything else nobody knows what it means."""
    fits = code is not None and len(code) <= 3 and code.isascii() and code.isdecimal()
    return int(code) if fits and code is not None else None
