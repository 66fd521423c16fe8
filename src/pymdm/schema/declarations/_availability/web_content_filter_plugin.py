"""Which devices take WebContentFilterPlugin.

Source: declarative/declarations/configurations/webcontent-filter.plugin.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "WebContentFilterPlugin": (
        Support("iOS visionOS", "27.0", enrollments="supervised device user local"),
        Support("macOS", "27.0", enrollments="supervised local"),
        Support("tvOS watchOS", NEVER),
    ),
    "WebContentFilterPlugin.content_filter_uuid": (Support("macOS", NEVER),),
    "WebContentFilterPlugin.Filter.grade": (Support("iOS visionOS", NEVER),),
    "WebContentFilterPlugin.Filter.browsers": (Support("macOS", NEVER),),
    "WebContentFilterPlugin.Filter.packets": (Support("iOS visionOS", NEVER),),
    "WebContentFilterPlugin.Filter.urls": (Support("visionOS", NEVER),),
}
