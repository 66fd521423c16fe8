"""A small profile for the demonstration: a web clip."""

from __future__ import annotations

import base64

from pymdm.enroll import derive_uuid
from pymdm.protocol import Payload, Profile

__all__ = ["example_profile"]


def example_profile(identifier: str) -> tuple[str, dict[str, str]]:
    """Its identifier, and the document as the admin API takes data."""
    clip = Payload(
        type="com.apple.webClip.managed",
        identifier=f"{identifier}.clip",
        uuid=derive_uuid("demo", f"{identifier}.clip"),
        display_name="Timetable",
        content={"URL": "https://school.example.com/timetable", "Label": "Timetable"},
    )
    profile = Profile(
        identifier=identifier,
        uuid=derive_uuid("demo", identifier),
        display_name="Web clip",
        payloads=(clip,),
    )
    return identifier, {"$data": base64.b64encode(profile.encode()).decode()}
