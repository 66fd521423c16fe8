"""DeclarationBase, as Apple's schema has it.

Source: declarative/declarations/declarationbase.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from pymdm._model import Document, key, model

__all__ = ["DeclarationBase"]


@model
class DeclarationBase(Document):
    """What stands around the payload of every declaration."""

    REASONS: ClassVar[tuple[str, ...]] = (
        "Error.ActivationFailed",
        "Error.AssetCannotBeDeserialized",
        "Error.AssetCannotBeDownloaded",
        "Error.AssetCannotBeVerified",
        "Error.ConfigurationCannotBeApplied",
        "Error.ConfigurationCannotBeDeserialized",
        "Error.ConfigurationFailed",
        "Error.ConfigurationIsInvalid",
        "Error.ConfigurationNotSupported",
        "Error.InvalidPayload",
        "Error.MissingAssets",
        "Error.MissingConfigurations",
        "Error.MissingState",
        "Error.PredicateFailed",
        "Error.UnableToEvaluatePredicate",
        "Error.UnableToParsePredicate",
        "Error.UnableToParsePredicateWithCustomOperator",
        "Error.Unknown",
        "Error.UnknownDeclarationType",
        "Error.UnknownPayloadKeys",
        "Info.NotReferencedByActivation",
        "Info.NotReferencedByConfiguration",
        "Info.Predicate",
        "Info.UnsupportedSettings",
    )

    type: str = key("Type")
    identifier: str = key("Identifier")
    server_token: str = key("ServerToken")
    payload: Mapping[str, Any] = key("Payload", secret=True)
