"""The endpoints of the fake enrollment service that change something."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any, Final

from pymdm.testing._dep_profiles import check_profile
from pymdm.testing._dep_words import Refused, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pymdm.testing._dep_state import Call, State

__all__ = [
    "activation_lock",
    "assign",
    "beta_tokens",
    "define",
    "disown",
    "get_discovery",
    "get_profile",
    "remove",
    "remove_discovery",
    "set_discovery",
]

#: Seconds that an answer with THROTTLED asks for.
_LATER: Final = 3600

#: A SHA-256 in hexadecimal (schema ActivationLockRequest).
_ESCROW_KEY: Final = re.compile(r"[0-9a-fA-F]{64}")


def disown(state: State, call: Call) -> dict[str, Any]:
    """POST /devices/disown: for good."""
    outcomes = {serial: state.outcome(serial) for serial in call.serials()}
    for serial, outcome in outcomes.items():
        if outcome == "SUCCESS":
            state.fleet.remove(serial, now=call.now)
            state.fleet.disowned.add(serial)
    state.note(call, outcomes=outcomes)
    return {"devices": outcomes}


def define(state: State, call: Call) -> dict[str, Any]:
    """POST /profile."""
    check_profile(call)
    serials = call.serials(may_be_empty=True) if "devices" in call.body else []
    profile_uuid = uuid.UUID(int=state.rng.getrandbits(128), version=4).hex.upper()
    profile = {name: value for name, value in call.body.items() if name != "devices"}
    state.profiles[profile_uuid] = {**profile, "profile_uuid": profile_uuid}
    outcomes = _assign(state, call, profile_uuid, serials)
    state.note(call, profile_uuid=profile_uuid, outcomes=outcomes)
    return {"profile_uuid": profile_uuid, "devices": outcomes}


def assign(state: State, call: Call) -> dict[str, Any]:
    """POST or PUT /profile/devices."""
    if call.version < _POST_SINCE and call.method == "POST":
        raise Refused(405, "METHOD_NOT_ALLOWED", headers={"Allow": "PUT, DELETE"})
    profile_uuid = _profile(state, call.text("profile_uuid", "PROFILE_UUID_REQUIRED"))
    outcomes = _assign(state, call, profile_uuid, call.serials(may_be_empty=True))
    state.note(call, profile_uuid=profile_uuid, outcomes=outcomes)
    found: dict[str, Any] = {"profile_uuid": profile_uuid, "devices": outcomes}
    if "THROTTLED" in outcomes.values():
        found["retry_after_seconds"] = _LATER
    return found


#: 2014, with version 1, knows PUT only; Zentral sends POST with version 3, nanodep PUT with version 7.
_POST_SINCE: Final = 3


def remove(state: State, call: Call) -> dict[str, Any]:
    """DELETE /profile/devices."""
    outcomes = {serial: state.outcome(serial) for serial in call.serials()}
    gone = {
        "profile_status": "empty" if call.version < 2 else "removed",
        "profile_uuid": None,
        "profile_assign_time": None,
        "profile_push_time": None,
    }
    for serial, outcome in outcomes.items():
        if outcome == "SUCCESS" and state.fleet.devices[serial].profile_uuid is not None:
            state.fleet.modify(serial, now=call.now, **gone)
    state.note(call, outcomes=outcomes)
    return {"devices": outcomes}


def get_profile(state: State, call: Call) -> dict[str, Any]:
    """GET /profile?profile_uuid=…"""
    asked = call.query.get("profile_uuid", "")
    if not asked:
        raise Refused(400, "PROFILE_UUID_REQUIRED")
    return state.profiles[_profile(state, asked)]


def activation_lock(state: State, call: Call) -> dict[str, Any]:
    """POST /device/activationlock."""
    serial = call.text("device", "DEVICE_ID_REQUIRED")
    key = call.body.get("escrow_key")
    if key is not None and (not isinstance(key, str) or not _ESCROW_KEY.fullmatch(key)):
        raise Refused(400, "MALFORMED_REQUEST_BODY")
    outcome = state.outcome(serial)
    if outcome == "SUCCESS" and serial in state.locked:
        outcome = "DEVICE_ALREADY_LOCKED"
    if outcome == "SUCCESS":
        state.locked.add(serial)
    state.note(call, outcomes={serial: outcome})
    return {"serial_number": serial, "response_status": outcome}


def set_discovery(state: State, call: Call) -> dict[str, Any]:
    """POST /account-driven-enrollment/profile."""
    url = call.text("mdm_service_discovery_url", "CONFIG_URL_REQUIRED")
    if not url.startswith("https://"):
        raise Refused(400, "CONFIG_URL_INVALID")
    state.discovery = {"mdm_service_discovery_url": url, "last_updated_timestamp": stamp(call.now)}
    state.note(call)
    return {}


def get_discovery(state: State, _call: Call) -> dict[str, Any]:
    """GET /account-driven-enrollment/profile."""
    if state.discovery is None:
        raise Refused(404, "NOT_FOUND")
    return dict(state.discovery)


def remove_discovery(state: State, call: Call) -> dict[str, Any]:
    """DELETE /account-driven-enrollment/profile."""
    state.discovery = None
    state.note(call)
    return {}


def beta_tokens(state: State, _call: Call) -> dict[str, Any]:
    """GET /os-beta-enrollment/tokens."""
    if state.beta_tokens is None:
        raise Refused(403, "APPLE_SEED_FOR_IT_TURNED_OFF")
    return {"betaEnrollmentTokens": state.beta_tokens, "seedBuildTokens": state.beta_tokens}


def _profile(state: State, asked: str) -> str:
    name = asked.replace("-", "").upper()
    if name not in state.profiles:
        raise Refused(404, "PROFILE_NOT_FOUND")
    return name


def _assign(state: State, call: Call, profile_uuid: str, serials: Iterable[str]) -> dict[str, str]:
    outcomes = {}
    assigned = {
        "profile_status": "assigned",
        "profile_uuid": profile_uuid,
        "profile_assign_time": stamp(call.now),
        "profile_push_time": None,
    }
    assigning = call.path == "/profile/devices"  # where alone THROTTLED is told
    for serial in serials:
        outcome = state.outcome(serial)
        if outcome == "THROTTLED" and not assigning:
            outcome = "FAILED"
        if outcome == "SUCCESS" and assigning and state.roll(state.chaos.throttled):
            outcome = "THROTTLED"
        if outcome == "SUCCESS":
            state.fleet.modify(serial, now=call.now, **assigned)
        elif outcome == "THROTTLED":
            state.fleet.hide(serial, now=call.now)
        outcomes[serial] = outcome
    return outcomes
