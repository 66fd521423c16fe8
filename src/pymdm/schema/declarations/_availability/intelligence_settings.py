"""Which devices take IntelligenceSettings.

Source: declarative/declarations/configurations/intelligence.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "IntelligenceSettings": (
        Support("iOS", "26.4", shared_device=False, enrollments="supervised"),
        Support("macOS", "26.4", user_channel=True, enrollments="supervised"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "26.4", enrollments="supervised"),
    ),
    "IntelligenceSettings.allow_image_wand": (Support("macOS", NEVER),),
    "IntelligenceSettings.allow_personalized_handwriting_results": (Support("macOS visionOS", NEVER),),
    "IntelligenceSettings.allow_visual_intelligence_summary": (Support("macOS visionOS", NEVER),),
    "IntelligenceSettings.Apps.calendar": (Support("iOS macOS visionOS", "27.0"),),
    "IntelligenceSettings.Apps.Notes.allow_transcription": (Support("visionOS", NEVER),),
    "IntelligenceSettings.Apps.Notes.allow_transcription_summary": (Support("visionOS", NEVER),),
    "IntelligenceSettings.force_on_device_only_translation": (Support("macOS visionOS", NEVER),),
}
