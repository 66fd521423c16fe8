"""Restrictions, as Apple's schema has it.

Source: mdm/commands/device.restrictions.list.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["Restrictions", "RestrictionsResponse"]


@model
class Restrictions(Command):
    """Ask which restrictions are in force.

    With ``profile_restrictions`` for each profile, which needs the right to inspect profiles as
    well.
    """

    request_type: ClassVar[str] = "Restrictions"

    profile_restrictions: bool | None = key("ProfileRestrictions", default=None, if_absent=False)


@model
class RestrictionsResponse(Answer):
    """The restrictions in force, on the whole and by profile."""

    @model
    class GlobalRestrictions(Model):
        """The restrictions in force on the whole."""

        @model
        class RestrictedBool(Model):
            """What stands under restrictedBool."""

            value: bool | None = key("value", default=None, required=True)

        @model
        class RestrictedValue(Model):
            """What stands under restrictedValue."""

            value: int | None = key("value", default=None, required=True)

        @model
        class Intersection(Model):
            """What stands under intersection."""

            values: Sequence[str] | None = key("values", default=None, required=True)

        @model
        class Union(Model):
            """What stands under union."""

            values: Sequence[str] | None = key("values", default=None, required=True)

        restricted_bool: Mapping[str, RestrictedBool] | None = key("restrictedBool", default=None)
        restricted_value: Mapping[str, RestrictedValue] | None = key("restrictedValue", default=None)
        intersection: Mapping[str, Intersection] | None = key("intersection", default=None)
        union: Mapping[str, Union] | None = key("union", default=None)

    @model
    class ProfileRestrictions(Model):
        """The restrictions of one profile, by its identifier."""

        @model
        class RestrictedBool(Model):
            """What stands under restrictedBool."""

            value: bool | None = key("value", default=None, required=True)

        @model
        class RestrictedValue(Model):
            """What stands under restrictedValue."""

            value: int | None = key("value", default=None, required=True)

        @model
        class Intersection(Model):
            """What stands under intersection."""

            values: Sequence[str] | None = key("values", default=None, required=True)

        @model
        class Union(Model):
            """What stands under union."""

            values: Sequence[str] | None = key("values", default=None, required=True)

        restricted_bool: Mapping[str, RestrictedBool] | None = key("restrictedBool", default=None)
        restricted_value: Mapping[str, RestrictedValue] | None = key("restrictedValue", default=None)
        intersection: Mapping[str, Intersection] | None = key("intersection", default=None)
        union: Mapping[str, Union] | None = key("union", default=None)

    global_restrictions: GlobalRestrictions | None = key("GlobalRestrictions", default=None, required=True)
    profile_restrictions: Mapping[str, ProfileRestrictions] | None = key(
        "ProfileRestrictions", default=None, required=True
    )
