"""Which devices take Dock.

Source: mdm/profiles/com.apple.dock.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "Dock": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.7",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
    ),
    "Dock.windowtabbing": (Support("macOS", "10.15"),),
    "Dock.windowtabbing_immutable": (Support("macOS", "10.12"),),
    "Dock.dblclickbehavior": (Support("macOS", "10.15"),),
    "Dock.dblclickbehavior_immutable": (Support("macOS", "10.14"),),
    "Dock.minintoapp_immutable": (Support("macOS", "10.14"),),
    "Dock.show_recents": (Support("macOS", "10.14"),),
    "Dock.showrecents_immutable": (Support("macOS", "10.15"),),
    "Dock.allow_dock_fixup_override": (Support("macOS", "10.12"),),
}
