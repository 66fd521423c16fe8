"""IntelligenceSettings, as Apple's schema has it.

Source: declarative/declarations/configurations/intelligence.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["IntelligenceSettings"]


@model
class IntelligenceSettings(Declaration):
    """Which features of Apple Intelligence may be used."""

    declaration_type: ClassVar[str] = "com.apple.configuration.intelligence.settings"
    APPLY: ClassVar[str] = "combined"

    @model
    class Apps(Model):
        """What Apple Intelligence may do in single apps."""

        @model
        class Calendar(Model):
            """What stands under Calendar."""

            allow_natural_language_editing: bool | None = key(
                "AllowNaturalLanguageEditing", default=None, if_absent=True, combine="boolean-and"
            )

        @model
        class Mail(Model):
            """What stands under Mail."""

            allow_smart_replies: bool | None = key(
                "AllowSmartReplies", default=None, if_absent=True, combine="boolean-and"
            )
            allow_summary: bool | None = key(
                "AllowSummary", default=None, if_absent=True, combine="boolean-and"
            )

        @model
        class Notes(Model):
            """What stands under Notes."""

            allow_transcription: bool | None = key(
                "AllowTranscription", default=None, if_absent=True, combine="boolean-and"
            )
            allow_transcription_summary: bool | None = key(
                "AllowTranscriptionSummary", default=None, if_absent=True, combine="boolean-and"
            )

        @model
        class Safari(Model):
            """What stands under Safari."""

            allow_summary: bool | None = key(
                "AllowSummary", default=None, if_absent=True, combine="boolean-and"
            )

        calendar: Calendar | None = key("Calendar", default=None)
        mail: Mail | None = key("Mail", default=None)
        notes: Notes | None = key("Notes", default=None)
        safari: Safari | None = key("Safari", default=None)

    allow_apple_intelligence_report: bool | None = key(
        "AllowAppleIntelligenceReport", default=None, if_absent=True, combine="boolean-and"
    )
    allow_genmoji: bool | None = key("AllowGenmoji", default=None, if_absent=True, combine="boolean-and")
    allow_image_playground: bool | None = key(
        "AllowImagePlayground", default=None, if_absent=True, combine="boolean-and"
    )
    allow_image_wand: bool | None = key("AllowImageWand", default=None, if_absent=True, combine="boolean-and")
    allow_personalized_handwriting_results: bool | None = key(
        "AllowPersonalizedHandwritingResults", default=None, if_absent=True, combine="boolean-and"
    )
    allow_visual_intelligence_summary: bool | None = key(
        "AllowVisualIntelligenceSummary", default=None, if_absent=True, combine="boolean-and"
    )
    allow_writing_tools: bool | None = key(
        "AllowWritingTools", default=None, if_absent=True, combine="boolean-and"
    )
    apps: Apps | None = key("Apps", default=None)
    force_on_device_only_dictation: bool | None = key(
        "ForceOnDeviceOnlyDictation", default=None, if_absent=False, combine="boolean-or"
    )
    force_on_device_only_translation: bool | None = key(
        "ForceOnDeviceOnlyTranslation", default=None, if_absent=False, combine="boolean-or"
    )
